import { DecimalField, NumberField, TextField, TextListField } from '../http/fields.js';

/** Market and account state when a trade was entered. Everything is optional; what is not stated stays empty. */
export class EntryContextDto {
  @DecimalField({ kind: 'money', optional: true, description: 'Account equity at entry' })
  portfolioEquityAtEntry?: string;
  @TextField({ max: 2000, optional: true }) gearShiftReasonEntry?: string;
  @DecimalField({ optional: true, description: 'ATR(14) in points' }) volatilityAtEntry?: string;
  @DecimalField({ optional: true, description: 'Volume of the entry bar' }) volumeAtEntry?: string;
  @DecimalField({ optional: true, description: 'Session VWAP' }) vwapAtEntry?: string;
  @NumberField({ optional: true, description: '(entry − VWAP) ÷ VWAP × 100' }) entryVwapDistancePct?: number;
  @NumberField({ optional: true, description: 'Points per bar' }) vwapSlopeAtEntry?: number;
  @NumberField({ optional: true }) entryMinusVwapTicks?: number;
  @TextField({ max: 40, optional: true }) vwapFilterStatus?: string;
  @NumberField({ min: 0, max: 100, optional: true }) adxAtEntry?: number;
  @NumberField({ whole: true, min: 0, max: 1000, optional: true, description: 'Number of agreeing signals' })
  technicalSignalsConfluence?: number;
  @NumberField({ min: 0, max: 1, optional: true }) tradeSuccessProbability?: number;
  @NumberField({ min: 0, max: 1, optional: true }) tfAlignmentScore?: number;
  @TextListField({ max: 20, optional: true }) conflictingTimeframes?: string[];
  @NumberField({ optional: true }) spreadTicksAtEntry?: number;
  @NumberField({ min: 0, max: 1, optional: true }) liquidityQualityScore?: number;
  @NumberField({ min: 0, max: 1, optional: true }) executionQualityScore?: number;
  @DecimalField({ kind: 'money', optional: true, description: 'Daily loss limit at entry' })
  dllAtEntry?: string;
  @NumberField({ whole: true, min: 1, max: 5, optional: true }) mentalStatePreTrade?: number;
}
