import { type DecimalText } from '../../common/decimal.js';
import { type Instant } from '../../common/instant.js';
import { parseAlertTime } from './alert-time.js';
import { type IntakeSignal, type IntakeSource } from './intake.js';
import { openedSide, type Step } from './market-position.js';
import { type MessageReader } from './message-reader.js';
import { readSteps } from './order-intent.js';
import { readQuantity } from './order-quantity.js';
import { NO_LEVELS, readLevels } from './price-levels.js';

interface Defaults {
  strategy: string;
  confidence: number;
  /** Whether an entry without a price is refused. TradersPost and PineConnector orders go to market without one. */
  requiresPrice: boolean;
}

const DEFAULTS: Readonly<Record<IntakeSource, Defaults>> = {
  tradingview: { strategy: 'TradingView', confidence: 0.8, requiresPrice: false },
  mt5: { strategy: 'MT5_EA', confidence: 0.75, requiresPrice: true },
  generic: { strategy: 'Generic', confidence: 0.7, requiresPrice: true },
};

const SYMBOL_KEYS = ['symbol', 'ticker', 'tv_instrument', 'pair'];
const PRICE_KEYS = [
  'price',
  'close',
  'entry',
  'trigger_price',
  'signalPrice',
  'strategy.order.price',
  'limitPrice',
];
const TIME_KEYS = ['time', 'timestamp', 'timenow'];
const OFFSET_KEYS = ['utcOffset', 'utc_offset', 'gmt_offset'];
const STRATEGY_KEYS = ['strategy', 'strategy_name'];
const REASON_KEYS = ['reason', 'message', 'comment', 'notes', 'alert_message'];
const CLIENT_KEYS = ['id', 'alertTimestamp', 'clientSignalId'];
const ORDER_KEYS = ['orderId', 'order_id', 'strategy.order.id', 'ticket'];

/** The signals of a message in common words; what is wrong with it is left in the reader. */
export function readSignals(reader: MessageReader, source: IntakeSource): IntakeSignal[] {
  const defaults = DEFAULTS[source];
  const shared = {
    symbol: readSymbol(reader),
    price: reader.price('price', PRICE_KEYS),
    timestamp: readTime(reader),
    confidence: readConfidence(reader) ?? defaults.confidence,
    strategy: reader.label(STRATEGY_KEYS) ?? defaults.strategy,
    timeframe: reader.label(['timeframe', 'interval']),
    reason: reader.label(REASON_KEYS),
    clientKey: reader.identifier('id', CLIENT_KEYS),
    orderId: reader.identifier('orderId', ORDER_KEYS),
  };
  const steps = readSteps(reader);
  if (defaults.requiresPrice && shared.price === null && steps.some(isEntry) && !reader.hasFailed('price')) {
    reader.fail('price', 'required', 'Expected a price, was missing');
  }
  const quantity = steps.some((step) => step.quantity === 'order') ? readQuantity(reader) : null;
  return steps.map((step) => ({
    ...shared,
    signalType: step.signalType,
    closeSide: step.closeSide,
    ...levelsOf(reader, step, shared.price),
    quantity: step.quantity === 'order' ? quantity : givenQuantity(reader, step.quantity.exactly),
    clientKey: keyOf(shared.clientKey, step, steps.length),
  }));
}

/** An exit's levels are not even read: nothing that only an entry needs may keep a position open. */
function levelsOf(
  reader: MessageReader,
  step: Step,
  price: DecimalText | null,
): Pick<IntakeSignal, 'stopLoss' | 'takeProfit'> {
  const side = openedSide(step.signalType);
  return side === null ? NO_LEVELS : readLevels(reader, { side, price });
}

/** The two signals of a reversal need two keys, or the second would look like a repetition of the first. */
function keyOf(clientKey: string | null, step: Step, stepCount: number): string | null {
  return clientKey !== null && stepCount > 1 && step.signalType === 'CLOSE'
    ? `${clientKey}:close`
    : clientKey;
}

function isEntry(step: Step): boolean {
  return openedSide(step.signalType) !== null;
}

function givenQuantity(reader: MessageReader, quantity: DecimalText | null): DecimalText | null {
  if (quantity?.startsWith('-')) {
    reader.fail('quantity', 'positive', `Expected quantity above 0, was ${quantity}`);
  }
  return quantity;
}

function readSymbol(reader: MessageReader): string {
  const symbol = reader.identifier('symbol', SYMBOL_KEYS);
  if (symbol === null && !reader.hasFailed('symbol')) {
    reader.fail('symbol', 'required', 'Expected a symbol (symbol, ticker or tv_instrument), was missing');
  }
  return symbol ?? '';
}

function readTime(reader: MessageReader): Instant | null {
  const value = reader.find(TIME_KEYS);
  if (value === undefined) {
    return null;
  }
  const parsed = parseAlertTime(value, reader.label(OFFSET_KEYS));
  if (!parsed.ok) {
    reader.fail('timestamp', 'instant', parsed.reason);
    return null;
  }
  return parsed.value;
}

function readConfidence(reader: MessageReader): number | null {
  const text = reader.decimal('confidence', ['confidence']);
  const confidence = text === null ? null : Number(text);
  if (confidence !== null && (confidence < 0 || confidence > 1)) {
    reader.fail('confidence', 'range', `Expected confidence from 0 to 1, was ${String(text)}`);
  }
  return confidence;
}
