import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addStep, emptyCurve } from '../../src/analytics/domain/curve.js';
import {
  equityPoints,
  LEAST_POINTS,
  type Stretch,
  underwaterPoints,
} from '../../src/analytics/domain/curve-points.js';

const instantOf = (index: number) => `2026-03-02T00:00:00.${String(index).padStart(6, '0')}Z`;

/** Results in order, cut into days, and how many points are asked for. */
const scene = fc.record({
  days: fc.array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 6 }), {
    maxLength: 30,
  }),
  limit: fc.integer({ min: LEAST_POINTS, max: 40 }),
});

function stretchesOf(days: number[][]): Stretch[] {
  let index = 0;
  return days.map((results) => {
    const curve = emptyCurve();
    for (const result of results) {
      index += 1;
      addStep(curve, BigInt(result), instantOf(index));
    }
    return { curve, lastAt: instantOf(index) };
  });
}

/** The plain definition: every prefix sum, the start included. */
function trueCurve(days: number[][]) {
  const values = [0];
  for (const result of days.flat()) {
    values.push((values.at(-1) ?? 0) + result);
  }
  return values;
}

describe('a downsampled equity curve', () => {
  it('has at most the points asked for, each of them on the true curve and in order', () => {
    fc.assert(
      fc.property(scene, ({ days, limit }) => {
        const [curve, points] = [trueCurve(days), equityPoints(stretchesOf(days), limit)];
        expect(points.length).toBeLessThanOrEqual(limit);
        for (const { trades, at, value } of points) {
          expect(Number(value)).toBe(curve[trades]);
          expect(at).toBe(trades === 0 ? null : instantOf(trades));
        }
        const places = points.map(({ trades }) => trades);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      }),
    );
  });

  it('keeps the start, the end, the highest and the lowest value', () => {
    fc.assert(
      fc.property(scene, ({ days, limit }) => {
        const [curve, points] = [trueCurve(days), equityPoints(stretchesOf(days), limit)];
        const values = points.map(({ value }) => Number(value));
        expect([Math.min(...values), Math.max(...values)]).toEqual([Math.min(...curve), Math.max(...curve)]);
        expect([points[0]?.trades, points.at(-1)?.trades]).toEqual([0, curve.length - 1]);
      }),
    );
  });

  it('keeps the extremes of every bucket of days', () => {
    fc.assert(
      fc.property(scene, ({ days, limit }) => {
        const kept = new Set(equityPoints(stretchesOf(days), limit).map(({ value }) => Number(value)));
        const count = Math.min(Math.floor((limit - 2) / 2), days.length);
        const curve = trueCurve(days);
        let before = 0;
        for (let index = 0; index < count; index += 1) {
          const [from, to] = [index, index + 1].map((edge) => Math.floor((edge * days.length) / count));
          const trades = days.slice(from, to).flat().length;
          const bucket = curve.slice(before, before + trades + 1);
          expect(kept.has(Math.min(...bucket)) && kept.has(Math.max(...bucket))).toBe(true);
          before += trades;
        }
      }),
    );
  });

  it('is the whole curve when there is room for it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 12 }), (results) => {
        const each = results.map((result) => [result]);
        const points = equityPoints(stretchesOf(each), 2 * results.length + LEAST_POINTS);
        expect(points.map(({ value }) => Number(value))).toEqual(trueCurve(each));
      }),
    );
  });
});

describe('a downsampled underwater curve', () => {
  it('lies on the true one and keeps its deepest point', () => {
    fc.assert(
      fc.property(scene, ({ days, limit }) => {
        const curve = trueCurve(days);
        const depths = curve.map((value, index) => value - Math.max(...curve.slice(0, index + 1)));
        const points = underwaterPoints(stretchesOf(days), limit);

        expect(points.length).toBeLessThanOrEqual(limit);
        for (const { trades, drawdown, peak } of points) {
          expect(Number(drawdown)).toBe(depths[trades]);
          expect(Number(peak)).toBe(Math.max(...curve.slice(0, trades + 1)));
        }
        expect(Math.min(...points.map(({ drawdown }) => Number(drawdown)))).toBe(Math.min(...depths));
        expect(points.at(-1)?.trades).toBe(curve.length - 1);
      }),
    );
  });
});
