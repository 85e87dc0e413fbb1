import { type ForeignRecord, textAt } from './foreign-record.js';
import { distancesAsText } from './distances.js';

/** AlgoWay's own field names; no other platform of the list has them. */
export function isAlgoWay(record: ForeignRecord): boolean {
  return Object.hasOwn(record, 'platform_name') || Object.hasOwn(record, 'order_action');
}

/**
 * AlgoWay's `stop_loss` and `take_profit` are distances in points or pips of the target platform, and only `sl_price`
 * and `tp_price` are prices. What a point is there we cannot know, so the distances are kept as text.
 */
export function fromAlgoWay(record: ForeignRecord): ForeignRecord {
  const { stop_loss: _stopDistance, take_profit: _targetDistance, ...rest } = record;
  const distances = distancesAsText(record, ['stop_loss', 'take_profit', 'trailing_pips']);
  return { ...rest, reason: [textAt(record, ['comment']), distances].filter(Boolean).join(' | ') };
}
