const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Waits before the second, third … attempt: about 24 hours in all. Each step is at least 1.25 times the one before, more
 * than the jitter can take back, so that waits never shrink.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  1 * SECOND,
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  10 * HOUR,
];

/** A tenth up or down, so that targets that failed together do not come back together. */
const JITTER = 0.1;

/** A receiver may ask for a longer wait than ours, within reason. */
export const MAX_RETRY_AFTER_MS = HOUR;

/**
 * The wait after `attempts` failed attempts; null when the event has had all of them. `random` is from [0, 1).
 * Example: after 2 attempts, at random 0.5, 5 s.
 */
export function retryDelay(attempts: number, random: number, retryAfterMs: number | null): number | null {
  const base = RETRY_DELAYS_MS[attempts - 1];
  if (base === undefined) {
    return null;
  }
  const jittered = Math.round(base * (1 - JITTER + 2 * JITTER * random));
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}

/** Reads a Retry-After header, seconds or an HTTP date, as milliseconds from now; null when there is none to read. */
export function parseRetryAfter(header: string | undefined, nowMillis: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) {
    return Number(text) * SECOND;
  }
  const date = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - nowMillis);
}
