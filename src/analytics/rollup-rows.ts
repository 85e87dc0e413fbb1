import type { Day } from '../common/day.js';
import type { SliceSegments } from './domain/day-slices.js';
import { append } from './domain/day-slices.js';
import { type Grain, periodOf } from './domain/periods.js';
import type { Segment } from './domain/segment.js';
import { segmentFromJson, segmentToJson } from './domain/segment-json.js';
import type { Slice } from './domain/slices.js';
import type { Rollup } from './persistence/rollup.entity.js';

/** Where a segment is stored. */
export interface RollupKey {
  accountId: number;
  slice: Slice;
  grain: Grain;
  period: string;
  sliceValue: string;
}

export function rollupOf(key: RollupKey, segment: Segment): Rollup {
  return {
    ...key,
    net: segment.money.total.toString(),
    resultR: segment.r.count === 0 ? null : segment.r.total.toString(),
    segment: segmentToJson(segment),
  };
}

/** The rows of a trading day's segments. */
export function dayRows(accountId: number, day: Day, folded: SliceSegments): Rollup[] {
  const rows: Rollup[] = [];
  for (const [slice, segments] of folded) {
    for (const [sliceValue, segment] of segments) {
      rows.push(rollupOf({ accountId, slice, grain: 'day', period: day, sliceValue }, segment));
    }
  }
  return rows;
}

/** The rows of a month from its days, or of a year from its months; the parts are in order of time. */
export function mergedRows(parts: readonly Rollup[], grain: Grain): Rollup[] {
  const segments = new Map<string, Segment>();
  const keys = new Map<string, RollupKey>();
  for (const part of parts) {
    const { accountId, sliceValue } = part;
    const name = `${part.slice} ${sliceValue}`;
    append(segments, name, segmentFromJson(part.segment));
    keys.set(name, {
      accountId,
      slice: part.slice as Slice,
      grain,
      period: periodOf(part.period, grain),
      sliceValue,
    });
  }
  return [...keys].map(([name, key]) => rollupOf(key, segments.get(name) as Segment));
}
