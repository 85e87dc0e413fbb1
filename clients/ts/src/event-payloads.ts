// Written by `npm run asyncapi` from src/events/event-payloads.ts: the client depends on nothing, so it has a copy.

export type Gear = 'P' | 'R' | 'N' | 'D' | 'L';
export type Regime = 'TREND' | 'RANGE' | 'VOLATILE' | 'NOTRADE' | 'UNKNOWN';

/**
 * The `data` of every event, by its type. Decimals are strings, instants UTC text, ratios numbers.
 *
 * The log stands below the features that publish, so it cannot import their views. What it names here is what readers may
 * rely on; the object sent is the whole view of `GET /api/signals/{id}` and its like, which these interfaces check at the
 * publisher. A type whose publisher comes later has its shape already, so that clients can be written against it.
 */
export interface EventPayloads {
  /** The market changed its character; strategies follow (published by the market room). */
  regime_change: { regime: Regime; previousRegime: Regime | null };
  /** A signal was recorded, or marked as executed. */
  signal: { signal: SignalState };
  /** The risk desk's answer to "may I?" changed. */
  risk_update: { risk: RiskAnswer };
  /** A trade was reported, closed or edited, or its last fill closed it. `changed` names the fields of an edit. */
  trade_execution: { trade: TradeSummary; changed?: readonly string[] };
  /** A rule of the desk or of the prop firm forbids the entry. */
  constraint_violation: Denial;
  /** The execution guard refused the order: spread, slippage, stale price. */
  guard_reject: Denial;
  /** The risk allowed buys less than one contract or lot. */
  position_too_small: Denial;
  /** An order left for the venue. */
  order_submitted: { clientOrderId: string; venueOrderId: string | null; signal: SignalState | null };
  /** A fill was recorded; one event per fill, with the trades that it touched. */
  fill: { fill: FillState; trades: readonly TradeSummary[] };
  /** Everything is being closed. */
  flatten_all: { reason: string };
  gear_change: GearChange;
  /** Balance and equity were reported. */
  account_snapshot: { snapshot: SnapshotState };
  /** The figures of a trading day changed. */
  performance_update: { performance: DayPerformance };
  /** The account itself changed. */
  system_event: SystemEvent;
}

/** What every reader may rely on in a signal. */
export interface SignalState {
  signalId: number | null;
  clientSignalId: string | null;
  symbol: string;
  signalType: 'BUY' | 'SELL' | 'HOLD' | 'CLOSE';
  timestamp: string;
  price: string | null;
  stopLoss: string | null;
  takeProfit: string | null;
  quantity: string | null;
  confidence: number | null;
  strategy: string;
  reason: string | null;
  regime: Regime | null;
  gear: Gear | null;
  executed: boolean;
  tradeId: number | null;
}

/** What every reader may rely on in a fill. */
export interface FillState {
  fillId: number;
  executionId: string;
  kind: 'TRADE' | 'CORRECTION' | 'BUST';
  symbol: string;
  side: 'BUY' | 'SELL';
  quantity: string;
  price: string;
  commission: string;
  swap: string;
  fees: string;
  clientOrderId: string | null;
  venueOrderId: string | null;
  positionId: string | null;
  clientSignalId: string | null;
  /** The trade that the fill belongs to; for a reversal the one that it closes. */
  tradeId: number | null;
  /** The trade that a reversal opens with the rest. */
  openedTradeId: number | null;
  occurredAt: string;
  recordedAt: string;
}

/** A trade as a fill's event carries it: enough to redraw a position, small enough for every fill. */
export interface TradeSummary {
  tradeId: number;
  symbol: string;
  direction: 'LONG' | 'SHORT';
  status: 'PENDING' | 'OPEN' | 'CLOSED' | 'CANCELLED' | 'FAILED';
  quantity: string;
  openQuantity: string;
  strategy: string | null;
  ticket: string | null;
  positionId: string | null;
  entryTime: string;
  entryPrice: string | null;
  exitTime: string | null;
  exitPrice: string | null;
  exitReason: string | null;
  stopLoss: string | null;
  takeProfit: string | null;
  plAmountGross: string | null;
  plAmountNet: string | null;
  feesPaid: string;
  resultR: number | null;
  winLoss: 'Win' | 'Loss' | 'Breakeven' | null;
  needsRate: boolean;
  initialRiskAmount: string | null;
}

/** What every reader may rely on in a snapshot. */
export interface SnapshotState {
  snapshotId: number;
  clientSnapshotId: string;
  balance: string;
  equity: string;
  profit: string | null;
  margin: string | null;
  marginFree: string | null;
  /** Equity ÷ margin × 100. */
  marginLevel: number | null;
  openPositions: number | null;
  totalVolume: string | null;
  snapshotTime: string;
  recordedAt: string;
}

export interface RiskAnswer {
  canTrade: boolean;
  reason: string;
  action: 'TRADE' | 'FLAT' | 'PAUSE';
  dailyPnlR: number;
  weeklyPnlR: number;
  consecutiveRedDays: number;
  /** 1 R in the account's currency. */
  currentR: string;
}

/** An entry was denied by our own checks; `signal` is what asked for it, when there was one. */
export interface Denial {
  reason: string;
  signal: SignalState | null;
}

export interface GearChange {
  fromGear: Gear;
  toGear: Gear;
  gearReason: string;
  dailyR: number | null;
  weeklyR: number | null;
  consecutiveLosses: number | null;
}

/** One trading day of the account so far. */
export interface DayPerformance {
  /** The trading day, "2026-11-20". */
  date: string;
  currency: string;
  totalTrades: number;
  winningTrades: number;
  losingTrades: number;
  breakevenTrades: number;
  grossProfit: string;
  /** Positive magnitude. */
  grossLoss: string;
  netProfit: string;
  feesPaid: string;
  /** 0–1. */
  winRate: number | null;
  profitFactor: number | null;
  pnlR: number;
  isRedDay: boolean;
}

/**
 * A change of the account. Starts and stops of a process are none: they concern no account, so they could not be numbered.
 * A client learns of them by its connection closing with 1001.
 */
export interface SystemEvent {
  event: 'account_changed' | 'account_deactivated' | 'account_activated';
  /** Names of the settings that differ from before. */
  changed: readonly string[];
  /** All of them, as they are now. */
  settings: AccountSettings;
}

export interface AccountSettings {
  name: string;
  startingBalance: string | null;
  timeZone: string;
  dayStart: string;
  broker: string | null;
  server: string | null;
  accountNumber: string | null;
  platform: string | null;
  isActive: boolean;
  deactivatedAt: string | null;
}
