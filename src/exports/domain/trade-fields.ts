import type { DecimalText } from '../../common/decimal.js';
import type { Instant } from '../../common/instant.js';
import type { Direction } from '../../trading/domain/vocabulary.js';

/** Every property of a trade that callers see, and what it holds. */
export const TRADE_FIELDS = {
  tradeId: 'whole',
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
  magicNumber: 'whole',
  strategy: 'text',
  timeframe: 'text',
  stopLoss: 'price',
  takeProfit: 'price',
  initialStopLoss: 'price',
  initialTakeProfit: 'price',
  initialRiskAmount: 'money',
  riskRewardRatio: 'ratio',
  stopDistancePoints: 'price',
  quantity: 'price',
  openQuantity: 'price',
  entryTime: 'time',
  exitTime: 'time',
  entryPrice: 'price',
  exitPrice: 'price',
  orderTypeEntry: 'text',
  orderTypeExit: 'text',
  entryExecutionLatencyMs: 'ratio',
  exitExecutionLatencyMs: 'ratio',
  entrySlippageTicks: 'price',
  exitSlippageTicks: 'price',
  executionQualityScore: 'ratio',
  currency: 'text',
  exitReason: 'text',
  plAmountGross: 'money',
  plAmountNet: 'money',
  plPercentage: 'ratio',
  resultR: 'ratio',
  feesPaid: 'money',
  commission: 'money',
  swap: 'money',
  winLoss: 'text',
  pips: 'price',
  holdingDurationMinutes: 'ratio',
  durationSeconds: 'ratio',
  mae: 'price',
  mfe: 'price',
  brokerProfit: 'money',
  profitDifference: 'money',
  profitMismatch: 'flag',
  needsRate: 'flag',
  fxRate: 'price',
  portfolioEquityAtEntry: 'money',
  regimeAtEntry: 'text',
  gearAtEntry: 'text',
  gearAtExit: 'text',
  gearShiftReasonEntry: 'text',
  volatilityAtEntry: 'price',
  volumeAtEntry: 'price',
  vwapAtEntry: 'price',
  entryVwapDistancePct: 'ratio',
  vwapSlopeAtEntry: 'ratio',
  entryMinusVwapTicks: 'ratio',
  vwapFilterStatus: 'text',
  adxAtEntry: 'ratio',
  technicalSignalsConfluence: 'whole',
  strategyConfidenceScore: 'ratio',
  tradeSuccessProbability: 'ratio',
  tfAlignmentScore: 'ratio',
  conflictingTimeframes: 'list',
  spreadTicksAtEntry: 'ratio',
  liquidityQualityScore: 'ratio',
  dllAtEntry: 'money',
  dllRemainingAfter: 'money',
  tradeTriggerSignal: 'text',
  signalReason: 'text',
  mlEnhanced: 'flag',
  mlConfidence: 'ratio',
  aiApproved: 'flag',
  aiReasoning: 'text',
  mentalStatePreTrade: 'whole',
  ruleBreaks: 'whole',
  notes: 'text',
  tags: 'list',
  createdAt: 'time',
  updatedAt: 'time',
  version: 'whole',
} as const;

interface Values {
  text: string;
  list: readonly string[];
  money: DecimalText;
  price: DecimalText;
  ratio: number;
  whole: number;
  flag: boolean;
  time: Instant;
}
export type TradeField = keyof typeof TRADE_FIELDS;

/** A trade as an export reads it: the fields that its columns need are there, no others. */
export type ExportedTrade = {
  readonly [Field in TradeField]: Values[(typeof TRADE_FIELDS)[Field]] | null;
} & { readonly direction: Direction; readonly entryTime: Instant };

/** One line of an export: the trade, and the zone in which its account counts days. */
export interface TradeRow {
  trade: ExportedTrade;
  timeZone: string;
}
