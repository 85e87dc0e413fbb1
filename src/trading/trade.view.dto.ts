import type { Gear, Regime } from '../common/regimes.js';
import type { Direction, TradeOrigin, TradeStatus, WinLoss } from './domain/vocabulary.js';
import type { FillView } from './fills.dto.js';
import type { SignalView } from './signals.dto.js';

/** A trade as callers see it. Decimals are strings, amounts are in the account's currency. */
export class TradeView {
  tradeId: number;
  /** Slug. */
  account: string;
  origin: TradeOrigin;
  status: TradeStatus;
  symbol: string;
  direction: Direction;
  clientTradeId: string | null;
  ticket: string | null;
  positionId: string | null;
  clientOrderId: string | null;
  venueOrderId: string | null;
  magicNumber: number | null;
  strategy: string | null;
  timeframe: string | null;
  /** The stop in force; stop moves change it and are kept in trade_changes. */
  stopLoss: string | null;
  takeProfit: string | null;
  /** The first stop ever stated: it defines 1 R and never changes. */
  initialStopLoss: string | null;
  initialTakeProfit: string | null;
  /** 1 R in the account's currency, frozen at the first exit. */
  initialRiskAmount: string | null;
  riskRewardRatio: number | null;
  stopDistancePoints: string | null;
  quantity: string;
  openQuantity: string;
  entryTime: string;
  exitTime: string | null;
  /** Average of all entry fills. */
  entryPrice: string | null;
  /** Average of all exit fills. */
  exitPrice: string | null;
  orderTypeEntry: string | null;
  orderTypeExit: string | null;
  entryExecutionLatencyMs: number | null;
  exitExecutionLatencyMs: number | null;
  /** Against the intended price; adverse is positive. */
  entrySlippageTicks: string | null;
  exitSlippageTicks: string | null;
  executionQualityScore: number | null;
  currency: string;
  exitReason: string | null;
  plAmountGross: string | null;
  plAmountNet: string | null;
  /** Net ÷ equity at entry × 100; 0 when the equity is unknown. */
  plPercentage: number | null;
  resultR: number | null;
  feesPaid: string;
  commission: string;
  swap: string;
  winLoss: WinLoss | null;
  pips: string | null;
  holdingDurationMinutes: number | null;
  durationSeconds: number | null;
  mae: string | null;
  mfe: string | null;
  /** Gross profit as the broker states it, kept beside our own. */
  brokerProfit: string | null;
  /** Broker-stated minus own gross profit. */
  profitDifference: string | null;
  /** The two differ by more than a cent. */
  profitMismatch: boolean;
  /** The profit could not be converted to the account's currency yet; sums leave the trade out. */
  needsRate: boolean;
  /** Account currency per unit of quote currency, when stated for the whole trade. */
  fxRate: string | null;
  portfolioEquityAtEntry: string | null;
  regimeAtEntry: Regime | null;
  gearAtEntry: Gear | null;
  gearAtExit: Gear | null;
  gearShiftReasonEntry: string | null;
  volatilityAtEntry: string | null;
  volumeAtEntry: string | null;
  vwapAtEntry: string | null;
  entryVwapDistancePct: number | null;
  vwapSlopeAtEntry: number | null;
  entryMinusVwapTicks: number | null;
  vwapFilterStatus: string | null;
  adxAtEntry: number | null;
  technicalSignalsConfluence: number | null;
  strategyConfidenceScore: number | null;
  tradeSuccessProbability: number | null;
  tfAlignmentScore: number | null;
  conflictingTimeframes: string[] | null;
  spreadTicksAtEntry: number | null;
  liquidityQualityScore: number | null;
  dllAtEntry: string | null;
  dllRemainingAfter: string | null;
  tradeTriggerSignal: string | null;
  signalReason: string | null;
  mlEnhanced: boolean;
  mlConfidence: number | null;
  aiApproved: boolean | null;
  aiReasoning: string | null;
  mentalStatePreTrade: number | null;
  ruleBreaks: number;
  notes: string | null;
  tags: string[];
  createdAt: string;
  updatedAt: string;
  /** Optimistic lock: grows with every change. */
  version: number;
}

/** One edit of a trade. */
export class TradeChangeView {
  field: string;
  before: unknown;
  after: unknown;
  changedBy: string;
  /** When it happened at the venue. */
  occurredAt: string;
  recordedAt: string;
}

/** A trade with everything that led to it. */
export class TradeDetailView extends TradeView {
  fills: FillView[];
  signals: SignalView[];
  /** Stop moves and other edits, oldest first. */
  history: TradeChangeView[];
}

/** One page, and the cursor that continues it. */
export class TradePageView {
  items: TradeView[];
  nextCursor: string | null;
  /** Of the whole list, when asked for. */
  total?: number;
}
