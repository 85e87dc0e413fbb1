import { Decimal, parseDecimal } from '../../common/decimal.js';
import { type ForeignRecord, scalarText, textAt, valueAt } from './foreign-record.js';

/** ENUM_POSITION_TYPE of MQL5. The pending types 2 to 5 are no fills, and stay unknown on purpose. */
const ORDER_TYPES = new Map([
  ['0', 'buy'],
  ['1', 'sell'],
  ['ORDER_TYPE_BUY', 'buy'],
  ['ORDER_TYPE_SELL', 'sell'],
  ['POSITION_TYPE_BUY', 'buy'],
  ['POSITION_TYPE_SELL', 'sell'],
]);

/** The specified key is "sl"; the others are what advisors also send. The first is the one that is written back. */
const STOP_KEYS = ['stopLoss', 'sl', 'stop_loss'];
const TARGET_KEYS = ['takeProfit', 'tp', 'take_profit'];

/**
 * The message of a MetaTrader expert advisor in common words:
 * `{ symbol, type: 0 | 1, price, sl, tp, volume, comment, magic }`.
 */
export function fromMetaTrader(record: ForeignRecord): ForeignRecord {
  const type = textAt(record, ['type']);
  return {
    ...record,
    ...(type === null ? {} : { action: ORDER_TYPES.get(type) ?? type }),
    stopLoss: levelOf(record, STOP_KEYS),
    takeProfit: levelOf(record, TARGET_KEYS),
    // Replaced by the two above; left in place they would be read again where the level was dropped.
    ...Object.fromEntries([...STOP_KEYS.slice(1), ...TARGET_KEYS.slice(1)].map((key) => [key, null])),
    strategy: strategyOf(record),
  };
}

/** MQL5 writes 0 for "no stop", and some advisors −1. Text that is no decimal passes through, to be refused by name. */
function levelOf(record: ForeignRecord, keys: readonly string[]): unknown {
  const value = keys.map((key) => valueAt(record, key)).find((sent) => sent !== undefined && sent !== null);
  const parsed = parseDecimal(value);
  return parsed.ok && new Decimal(parsed.value).lte(0) ? null : value;
}

/** The comment names the strategy; a magic number at least tells one advisor from another. */
function strategyOf(record: ForeignRecord): string {
  const comment = scalarText(record.comment);
  const magic = scalarText(record.magic);
  if (comment !== null) {
    return `MT5_${comment}`;
  }
  return magic === null || magic === '0' ? 'MT5_EA' : `MT5_EA_${magic}`;
}
