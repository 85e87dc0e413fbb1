import { type DecimalText } from '../../common/decimal.js';
import { type FieldError } from '../../common/errors.js';
import { type Instant } from '../../common/instant.js';

/** The doors that foreign signals come through, each with its own dialects. */
export const INTAKE_SOURCES = ['tradingview', 'mt5', 'generic'] as const;
export type IntakeSource = (typeof INTAKE_SOURCES)[number];

export const INTAKE_SIGNAL_TYPES = ['BUY', 'SELL', 'CLOSE', 'HOLD'] as const;
export type IntakeSignalType = (typeof INTAKE_SIGNAL_TYPES)[number];

export type PositionSide = 'LONG' | 'SHORT';

/** One signal in our words, whatever platform sent it. */
export interface IntakeSignal {
  /** As sent; the caller normalises it against its instruments. */
  symbol: string;
  signalType: IntakeSignalType;
  /** The one side that a CLOSE may end, or null when it ends whichever is open. Always null otherwise. */
  closeSide: PositionSide | null;
  price: DecimalText | null;
  /** Null when the message has none: a stop is never invented here. */
  stopLoss: DecimalText | null;
  takeProfit: DecimalText | null;
  /** Lots or contracts, fractions kept. On a CLOSE null means the whole position. */
  quantity: DecimalText | null;
  timestamp: Instant | null;
  /** From 0 to 1. */
  confidence: number | null;
  strategy: string;
  timeframe: string | null;
  /** Comment, notes or message, and whatever part of the order we could not turn into an exact figure. */
  reason: string | null;
  /**
   * The sender's own key for this alert. Not the order id: TradingView's order ids are names such as "Long", which
   * every later entry repeats.
   */
  clientKey: string | null;
  orderId: string | null;
}

/** A reversal carries two signals, the CLOSE first. */
export interface IntakeMessage {
  signals: IntakeSignal[];
  secret: string | null;
  account: string | null;
  maxLagSeconds: number | null;
}

export type IntakeResult = { ok: true; message: IntakeMessage } | { ok: false; errors: FieldError[] };
