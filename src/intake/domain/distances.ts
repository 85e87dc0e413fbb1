import { type ForeignRecord, textAt } from './foreign-record.js';

/**
 * "sl=20, tp=40": the parts of an order that mean nothing without the sender's settings, for the signal's reason.
 * A stop read as a price when it was meant as pips would be a risk of nearly the whole price.
 */
export function distancesAsText(record: ForeignRecord, keys: readonly string[]): string | null {
  const parts = keys.flatMap((key) => {
    const text = textAt(record, [key]);
    return text === null ? [] : [`${key}=${text}`];
  });
  return parts.length === 0 ? null : parts.join(', ');
}
