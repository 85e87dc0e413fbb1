import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from './send-outcome.js';
import { type Attempt, judge } from './verdict.js';

const HOUR_MS = 3_600_000;
const FIRST: Attempt = {
  attempts: 1,
  failingSinceMillis: null,
  pauseAfterMs: 72 * HOUR_MS,
  nowMillis: 100 * HOUR_MS,
  random: 0.5,
};

function answered(status: number, retryAfter?: string): SendOutcome {
  return { kind: 'answered', status, retryAfter };
}

describe('the verdict on an attempt', () => {
  it.each([200, 201, 202, 204, 299])('counts %i as delivered', (status) => {
    expect(judge(answered(status), FIRST)).toEqual({ kind: 'delivered' });
  });

  it.each([100, 199, 301, 302, 307, 400, 401, 404, 429, 500, 503])('tries again after %i', (status) => {
    expect(judge(answered(status), FIRST)).toEqual({ kind: 'retry', delayMs: 1000 });
  });

  it('tries again when there was no answer', () => {
    expect(judge({ kind: 'failed', error: 'ECONNREFUSED' }, FIRST)).toEqual({ kind: 'retry', delayMs: 1000 });
  });

  it.each([
    [429, 60_000],
    [503, 60_000],
    [500, 1000],
  ])('honours Retry-After with %i: %i ms', (status, delayMs) => {
    expect(judge(answered(status, '60'), FIRST)).toEqual({ kind: 'retry', delayMs });
  });

  it('learns nothing from a request that we cancelled', () => {
    expect(judge({ kind: 'cancelled' }, { ...FIRST, attempts: 12 })).toEqual({ kind: 'interrupted' });
  });

  it('gives an event up after its twelfth attempt', () => {
    expect(judge(answered(500), { ...FIRST, attempts: 11 }).kind).toBe('retry');
    expect(judge(answered(500), { ...FIRST, attempts: 12 })).toEqual({ kind: 'dead' });
  });

  it('pauses a target that has failed for the configured time, rather than giving events up', () => {
    const failing = { ...FIRST, attempts: 12, failingSinceMillis: FIRST.nowMillis - 72 * HOUR_MS };
    expect(judge(answered(500), failing)).toEqual({ kind: 'pause' });
    expect(judge(answered(500), { ...failing, pauseAfterMs: 73 * HOUR_MS })).toEqual({ kind: 'dead' });
  });

  it('believes 410 Gone at once', () => {
    expect(judge(answered(410), FIRST)).toEqual({ kind: 'gone' });
  });
});
