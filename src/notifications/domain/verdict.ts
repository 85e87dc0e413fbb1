import { parseRetryAfter, retryDelay } from './back-off.js';
import { isDelivered, type SendOutcome } from './send-outcome.js';

/** What follows from an attempt to deliver the event at the head of a target's queue. */
export type Verdict =
  | { kind: 'delivered' }
  /** Nothing was learnt: leave the event where it is. */
  | { kind: 'interrupted' }
  | { kind: 'retry'; delayMs: number }
  /** Give this event up and go on with the next one. */
  | { kind: 'dead' }
  /** The target has failed for too long: stop until somebody resumes it. */
  | { kind: 'pause' }
  /** 410 Gone: the receiver wants no more. */
  | { kind: 'gone' };

export interface Attempt {
  /** Attempts at this event, this one included. */
  attempts: number;
  /** Since when every attempt at any event has failed; null when the last one succeeded. */
  failingSinceMillis: number | null;
  pauseAfterMs: number;
  nowMillis: number;
  random: number;
}

const GONE = 410;
const ASKS_FOR_PATIENCE = [429, 503];

export function judge(outcome: SendOutcome, attempt: Attempt): Verdict {
  if (isDelivered(outcome)) {
    return { kind: 'delivered' };
  }
  if (outcome.kind === 'cancelled') {
    return { kind: 'interrupted' };
  }
  if (outcome.kind === 'answered' && outcome.status === GONE) {
    return { kind: 'gone' };
  }
  const { nowMillis, failingSinceMillis, pauseAfterMs } = attempt;
  // Before giving up events one by one: a paused target loses nothing, its cursor stays.
  if (failingSinceMillis !== null && nowMillis - failingSinceMillis >= pauseAfterMs) {
    return { kind: 'pause' };
  }
  const delayMs = retryDelay(attempt.attempts, attempt.random, patienceOf(outcome, nowMillis));
  return delayMs === null ? { kind: 'dead' } : { kind: 'retry', delayMs };
}

function patienceOf(outcome: SendOutcome, nowMillis: number): number | null {
  return outcome.kind === 'answered' && ASKS_FOR_PATIENCE.includes(outcome.status)
    ? parseRetryAfter(outcome.retryAfter, nowMillis)
    : null;
}
