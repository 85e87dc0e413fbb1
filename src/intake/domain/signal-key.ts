import { createHash } from 'node:crypto';
import { factsOf } from '../../common/facts.js';
import type { IntakeSignal, IntakeSource } from './intake.js';

/** The same alert without a key and a time of its own counts as a repetition for this long. */
export const REPEAT_WINDOW_MS = 60_000;

/** A natural key has at most 200 characters; a longer one of the sender is hashed. */
const LONGEST_KEY = 150;

/** What an alert comes with, beside its own words. */
export interface AlertContext {
  source: IntakeSource;
  keyId: number;
  account: string;
  receivedAtMs: number;
}

/**
 * The natural keys that a signal may have been recorded under, the one for a new signal last.
 *
 * The sender's own key decides where there is one. Otherwise all facts of the signal do: a resent alert is the same to
 * the last byte. TradingView's times have whole seconds, so that two real orders of one second differ only in their
 * order id or quantity; both are among the facts.
 *
 * Without a time as well, two equal orders an hour apart would look like one, so the minute of receipt joins. A
 * repetition may arrive in the next minute: hence the key of the previous one, first.
 */
export function signalKeys(signal: IntakeSignal, context: AlertContext): string[] {
  const { clientKey, ...facts } = signal;
  const { source, keyId, account, receivedAtMs } = context;
  if (clientKey !== null) {
    return [`${source}:${clientKey.length > LONGEST_KEY ? digest(clientKey) : clientKey}`];
  }
  const hash = digest(JSON.stringify(factsOf({ ...facts, keyId, account })));
  if (signal.timestamp !== null) {
    return [`${source}:${hash}`];
  }
  const minute = Math.floor(receivedAtMs / REPEAT_WINDOW_MS);
  return [`${source}:${hash}:${minute - 1}`, `${source}:${hash}:${minute}`];
}

/** 128 bits: enough that no two alerts of an installation ever meet. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
