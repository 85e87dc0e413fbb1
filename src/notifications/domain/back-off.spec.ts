import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_RETRY_AFTER_MS, parseRetryAfter, RETRY_DELAYS_MS, retryDelay } from './back-off.js';

const HOUR_MS = 3_600_000;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const retryAfter = fc.option(fc.integer({ min: 0, max: 10 * 24 * HOUR_MS }));

describe('the back-off schedule', () => {
  it('never shrinks, whatever the jitter', () => {
    fc.assert(
      fc.property(fc.array(random, { minLength: 11, maxLength: 11 }), (draws) => {
        const waits = draws.map((draw, index) => retryDelay(index + 1, draw, null) ?? NaN);
        expect(waits).toEqual([...waits].sort((a, b) => a - b));
        expect(waits.every((wait) => wait >= 900)).toBe(true);
      }),
    );
  });

  it('spans about a day in all', () => {
    fc.assert(
      fc.property(fc.array(random, { minLength: 11, maxLength: 11 }), (draws) => {
        const total = draws.reduce((sum, draw, index) => sum + (retryDelay(index + 1, draw, null) ?? NaN), 0);
        expect(total).toBeGreaterThan(21 * HOUR_MS);
        expect(total).toBeLessThan(27 * HOUR_MS);
      }),
    );
  });

  it('stays within a tenth of its step, or within an hour of what the receiver asks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), random, retryAfter, (attempts, draw, asked) => {
        const step = RETRY_DELAYS_MS[attempts - 1] ?? NaN;
        const wait = retryDelay(attempts, draw, asked) ?? NaN;
        const floor = Math.min(asked ?? 0, MAX_RETRY_AFTER_MS);
        expect(wait).toBeGreaterThanOrEqual(Math.max(step * 0.9 - 1, floor));
        expect(wait).toBeLessThanOrEqual(Math.max(step * 1.1 + 1, floor));
      }),
    );
  });

  it('ends after twelve attempts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 1e6 }), random, retryAfter, (attempts, draw, asked) => {
        expect(retryDelay(attempts, draw, asked)).toBeNull();
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-02T14:31:05Z');

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Mon, 02 Mar 2026 14:32:05 GMT', 60_000],
    ['Mon, 02 Mar 2026 14:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('reads %j as %j ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});
