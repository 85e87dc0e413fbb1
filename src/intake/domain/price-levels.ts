import { Decimal, type DecimalText, parseDecimal, toPrice } from '../../common/decimal.js';
import { type PositionSide } from './intake.js';
import { type MessageReader } from './message-reader.js';

export interface Levels {
  stopLoss: DecimalText | null;
  takeProfit: DecimalText | null;
}

export interface Entry {
  side: PositionSide;
  price: DecimalText | null;
}

/** One leg of a bracket: its plain keys, and the key of an absolute price inside a TradersPost object. */
interface Leg {
  field: 'stopLoss' | 'takeProfit';
  keys: readonly string[];
  priceKey: string;
}

const STOP: Leg = {
  field: 'stopLoss',
  keys: ['stopLoss', 'stop_loss', 'sl_price', 'sl', 'stop'],
  priceKey: 'stopPrice',
};
const TARGET: Leg = {
  field: 'takeProfit',
  keys: ['takeProfit', 'take_profit', 'tp_price', 'tp', 'target'],
  priceKey: 'limitPrice',
};

export const NO_LEVELS: Levels = { stopLoss: null, takeProfit: null };

/** Stop and target of an entry as absolute prices, each on its side of the price. */
export function readLevels(reader: MessageReader, entry: Entry): Levels {
  const levels = { stopLoss: readLeg(reader, STOP, entry), takeProfit: readLeg(reader, TARGET, entry) };
  checkSides(reader, entry, levels);
  return levels;
}

function readLeg(reader: MessageReader, leg: Leg, entry: Entry): DecimalText | null {
  const value = reader.find(leg.keys);
  if (typeof value !== 'object') {
    return reader.price(leg.field, leg.keys);
  }
  const inside = (name: string): string[] => leg.keys.map((key) => `${key}.${name}`);
  const absolute = reader.price(leg.field, inside(leg.priceKey));
  const percent = reader.positiveDecimal(leg.field, inside('percent'));
  const amount = reader.positiveDecimal(leg.field, inside('amount'));
  if (absolute !== null || (percent === null && amount === null)) {
    return absolute;
  }
  if (entry.price === null) {
    reader.fail(leg.field, 'needs_price', `Expected a price, which ${leg.field} is relative to, was missing`);
    return null;
  }
  const distance =
    percent === null ? new Decimal(amount ?? 0) : new Decimal(entry.price).abs().times(percent).div(100);
  return offsetPrice(reader, leg, { ...entry, price: entry.price, distance });
}

/** BUY at 15000 with a stop of 2 percent: 15000 − 300 = 14700. A SELL's stop is as far above. */
function offsetPrice(
  reader: MessageReader,
  leg: Leg,
  entry: { side: PositionSide; price: DecimalText; distance: Decimal },
): DecimalText | null {
  const price = new Decimal(entry.price);
  const isBelow = belongsBelow(leg.field, entry.side);
  const parsed = parseDecimal(toPrice(isBelow ? price.minus(entry.distance) : price.plus(entry.distance)));
  if (!parsed.ok) {
    reader.fail(leg.field, 'decimal', parsed.reason);
    return null;
  }
  return parsed.value;
}

/** A long loses below its price and wins above it; a stop at the price itself would risk nothing and size forever. */
function checkSides(reader: MessageReader, entry: Entry, { stopLoss, takeProfit }: Levels): void {
  // Without a price the two can still be told apart from each other.
  checkSide(reader, entry.side, { field: 'stopLoss', level: stopLoss, limit: entry.price ?? takeProfit });
  checkSide(reader, entry.side, { field: 'takeProfit', level: takeProfit, limit: entry.price });
}

function checkSide(
  reader: MessageReader,
  side: PositionSide,
  { field, level, limit }: { field: Leg['field']; level: DecimalText | null; limit: DecimalText | null },
): void {
  if (level === null || limit === null) {
    return;
  }
  const isBelow = belongsBelow(field, side);
  if (isBelow ? new Decimal(level).gte(limit) : new Decimal(level).lte(limit)) {
    const where = `${isBelow ? 'below' : 'above'} ${limit} for a ${side === 'LONG' ? 'BUY' : 'SELL'}`;
    reader.fail(field, 'wrong_side', `Expected ${field} ${where}, was ${level}`);
  }
}

function belongsBelow(field: Leg['field'], side: PositionSide): boolean {
  return (field === 'stopLoss') === (side === 'LONG');
}
