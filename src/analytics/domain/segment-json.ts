import { emptySegment, type Segment } from './segment.js';
import { sorted } from './tally.js';

/**
 * A segment as JSON: one object per part, integers beyond 2^53 as text, everything that is as in an empty segment left
 * out (most of a day's slices hold one or two trades). Equal segments have equal text.
 */
export type SegmentJson = Record<string, unknown>;

/** Grows when the meaning or the fields of a segment change: stored rollups of another layout are folded anew. */
export const SEGMENT_LAYOUT = 1;

const EMPTY = emptySegment();
/** Parts whose members are numbers, bigints, texts and points. */
const PLAIN_PARTS = ['sums', 'extremes', 'streaks', 'money', 'r', 'daily'] as const;
const TALLIES = ['entrySlippage', 'exitSlippage'] as const;

type Members = Record<string, unknown>;

export function segmentToJson(segment: Segment): SegmentJson {
  const json: SegmentJson = {};
  for (const part of PLAIN_PARTS) {
    const members = partToJson(segment[part] as unknown as Members, EMPTY[part] as unknown as Members);
    if (members !== null) {
      json[part] = members;
    }
  }
  for (const part of TALLIES) {
    if (segment[part].size > 0) {
      json[part] = sorted(segment[part]);
    }
  }
  return json;
}

export function segmentFromJson(json: SegmentJson): Segment {
  const segment = emptySegment();
  for (const part of PLAIN_PARTS) {
    const members = json[part] as Members | undefined;
    if (members !== undefined) {
      readPart(segment[part] as unknown as Members, members, EMPTY[part] as unknown as Members);
    }
  }
  for (const part of TALLIES) {
    segment[part] = new Map(json[part] as [number, number][] | undefined);
  }
  return segment;
}

function partToJson(members: Members, empty: Members): Members | null {
  const json: Members = {};
  let isEmpty = true;
  for (const name in members) {
    const value = members[name];
    if (!isSame(value, empty[name])) {
      json[name] = typeof value === 'bigint' ? value.toString() : value;
      isEmpty = false;
    }
  }
  return isEmpty ? null : json;
}

function readPart(into: Members, members: Members, empty: Members): void {
  for (const name in members) {
    const value = members[name];
    into[name] = typeof value === 'string' && isUnits(name, empty) ? BigInt(value) : value;
  }
}

/** Extremes start as null, so the empty segment does not tell that the results among them are integers. */
function isUnits(name: string, empty: Members): boolean {
  return typeof empty[name] === 'bigint' || name.startsWith('largest');
}

/** Points of a curve are compared by content. */
function isSame(value: unknown, empty: unknown): boolean {
  if (typeof value === 'object' && value !== null && typeof empty === 'object' && empty !== null) {
    const [one, other] = [value as Members, empty as Members];
    return one.index === other.index && one.at === other.at;
  }
  return value === empty;
}
