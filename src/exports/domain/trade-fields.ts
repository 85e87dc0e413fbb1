import type { Instant } from '../../common/instant.js';
import type { Direction } from '../../trading/domain/vocabulary.js';

/** Every property of a trade that callers see, and what it holds. A decimal is a `number`, though its value is text. */
export const TRADE_FIELDS = {
  tradeId: 'number',
  account: 'text',
  origin: 'text',
  status: 'text',
  symbol: 'text',
  direction: 'text',
  clientTradeId: 'text',
  ticket: 'text',
  positionId: 'text',
  clientOrderId: 'text',
  venueOrderId: 'text',
  magicNumber: 'number',
  strategy: 'text',
  timeframe: 'text',
  stopLoss: 'number',
  takeProfit: 'number',
  initialStopLoss: 'number',
  initialTakeProfit: 'number',
  initialRiskAmount: 'number',
  riskRewardRatio: 'number',
  stopDistancePoints: 'number',
  quantity: 'number',
  openQuantity: 'number',
  entryTime: 'time',
  exitTime: 'time',
  entryPrice: 'number',
  exitPrice: 'number',
  orderTypeEntry: 'text',
  orderTypeExit: 'text',
  entryExecutionLatencyMs: 'number',
  exitExecutionLatencyMs: 'number',
  entrySlippageTicks: 'number',
  exitSlippageTicks: 'number',
  executionQualityScore: 'number',
  currency: 'text',
  exitReason: 'text',
  plAmountGross: 'number',
  plAmountNet: 'number',
  plPercentage: 'number',
  resultR: 'number',
  feesPaid: 'number',
  commission: 'number',
  swap: 'number',
  winLoss: 'text',
  pips: 'number',
  holdingDurationMinutes: 'number',
  durationSeconds: 'number',
  mae: 'number',
  mfe: 'number',
  brokerProfit: 'number',
  profitDifference: 'number',
  profitMismatch: 'flag',
  needsRate: 'flag',
  fxRate: 'number',
  portfolioEquityAtEntry: 'number',
  regimeAtEntry: 'text',
  gearAtEntry: 'text',
  gearAtExit: 'text',
  gearShiftReasonEntry: 'text',
  volatilityAtEntry: 'number',
  volumeAtEntry: 'number',
  vwapAtEntry: 'number',
  entryVwapDistancePct: 'number',
  vwapSlopeAtEntry: 'number',
  entryMinusVwapTicks: 'number',
  vwapFilterStatus: 'text',
  adxAtEntry: 'number',
  technicalSignalsConfluence: 'number',
  strategyConfidenceScore: 'number',
  tradeSuccessProbability: 'number',
  tfAlignmentScore: 'number',
  conflictingTimeframes: 'list',
  spreadTicksAtEntry: 'number',
  liquidityQualityScore: 'number',
  dllAtEntry: 'number',
  dllRemainingAfter: 'number',
  tradeTriggerSignal: 'text',
  signalReason: 'text',
  mlEnhanced: 'flag',
  mlConfidence: 'number',
  aiApproved: 'flag',
  aiReasoning: 'text',
  mentalStatePreTrade: 'number',
  ruleBreaks: 'number',
  notes: 'text',
  tags: 'list',
  createdAt: 'time',
  updatedAt: 'time',
  version: 'number',
} as const;

interface Values {
  text: string;
  number: string | number;
  time: Instant;
  flag: boolean;
  list: readonly string[];
}
export type TradeField = keyof typeof TRADE_FIELDS;

/** A trade as an export reads it. */
export type ExportedTrade = {
  readonly [Field in TradeField]: Values[(typeof TRADE_FIELDS)[Field]] | null;
} & { readonly direction: Direction; readonly entryTime: Instant };

/** One line of an export: the trade, and the zone in which its account counts days. */
export interface TradeRow {
  trade: ExportedTrade;
  timeZone: string;
}
