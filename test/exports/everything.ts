import type { TradeFacts } from './support.js';

/** A trade with a value in every column; the decimals go to the last digit that is kept. */
export const EVERYTHING: TradeFacts = {
  ...{ status: 'CLOSED', direction: 'SHORT', quantity: '0.123456789012', openQuantity: '0' },
  ...{ clientTradeId: 'c-1', ticket: '70001', positionId: 'p-1', clientOrderId: 'o-1', venueOrderId: 'v-1' },
  ...{ magicNumber: 4711, strategy: 'ORB', timeframe: '15m', stopLoss: '1.2', takeProfit: '1.1' },
  ...{ initialStopLoss: '1.25', initialTakeProfit: '1.05', initialRiskAmount: '100.00000001' },
  ...{ riskRewardRatio: 2.5, stopDistancePoints: '0.05', exitTime: '2026-03-02T15:31:05.123456Z' },
  ...{ entryPrice: '1.200000000001', exitPrice: '1.1', orderTypeEntry: 'Limit', orderTypeExit: 'Market' },
  ...{ entryExecutionLatencyMs: 12.5, exitExecutionLatencyMs: 8, entrySlippageTicks: '-0.5' },
  ...{ exitSlippageTicks: '1', executionQualityScore: 0.9, exitReason: 'Target' },
  ...{ plAmountGross: '-92233720368.54775807', plAmountNet: '-0.00000001', plPercentage: 1e-7 },
  ...{ resultR: 0.1 + 0.2, feesPaid: '1.5', commission: '1', swap: '-0.5', winLoss: 'Win', pips: '12.3' },
  ...{ holdingDurationMinutes: 60.002, durationSeconds: 3600.12, mae: '0.01', mfe: '0.2' },
  ...{ brokerProfit: '-3', profitDifference: '0.02', profitMismatch: true, fxRate: '1.0845' },
  ...{ portfolioEquityAtEntry: '50000', regimeAtEntry: 'RANGE', gearAtEntry: 'D', gearAtExit: 'L' },
  ...{ gearShiftReasonEntry: 'drawdown', volatilityAtEntry: '14.25', volumeAtEntry: '1200' },
  ...{ vwapAtEntry: '1.19', entryVwapDistancePct: -0.8, vwapSlopeAtEntry: 0.25, entryMinusVwapTicks: -6 },
  ...{ vwapFilterStatus: 'PASS', adxAtEntry: 27.5, technicalSignalsConfluence: 3 },
  ...{ strategyConfidenceScore: 0.75, tradeSuccessProbability: 0.6, tfAlignmentScore: 1 },
  ...{ conflictingTimeframes: ['1h', '4h'], spreadTicksAtEntry: 1.5, liquidityQualityScore: 0.5 },
  ...{
    dllAtEntry: '1000',
    dllRemainingAfter: '960.5',
    tradeTriggerSignal: 'cross',
    signalReason: 'cross up',
  },
  ...{ mlEnhanced: true, mlConfidence: 0.66, aiApproved: false, aiReasoning: 'thin book' },
  ...{ mentalStatePreTrade: 4, ruleBreaks: 1, notes: 'a note', tags: ['a', 'b c'], version: 3 },
};
