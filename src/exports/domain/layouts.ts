import { type FieldError, InvalidInputError } from '../../common/errors.js';
import {
  field,
  own,
  plannedStop,
  plannedTarget,
  resultPoints,
  side,
  type TradeColumn,
} from './trade-columns.js';
import { TRADE_FIELDS, type TradeField } from './trade-fields.js';
import { entryDay, entryTime } from './wall-clock.js';

/** Headers and their order are fixed by the specification (1.9); docs/csv.md says where each value comes from. */
export const LAYOUTS = ['full', 'minimal', 'journal', 'section5', 'custom'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The 52 columns of the predecessor's journal, and behind them the three gear columns that it left out. */
export const FULL: readonly TradeColumn[] = [
  own('tradeId'),
  field('timestamp_entry', 'entryTime'),
  field('timestamp_exit', 'exitTime'),
  own('symbol'),
  side('trade_type'),
  field('strategy_used', 'strategy'),
  own('regimeAtEntry'),
  own('timeframe'),
  own('entryPrice'),
  own('exitPrice'),
  plannedStop('stop_loss_price'),
  plannedTarget('take_profit_price'),
  field('position_size', 'quantity'),
  own('portfolioEquityAtEntry'),
  own('entryExecutionLatencyMs'),
  own('exitExecutionLatencyMs'),
  own('entrySlippageTicks'),
  own('exitSlippageTicks'),
  own('executionQualityScore'),
  own('orderTypeEntry'),
  own('orderTypeExit'),
  own('holdingDurationMinutes'),
  own('exitReason'),
  own('plAmountGross'),
  own('plAmountNet'),
  own('plPercentage'),
  own('resultR'),
  own('feesPaid'),
  own('winLoss'),
  own('riskRewardRatio'),
  own('mae'),
  own('mfe'),
  own('stopDistancePoints'),
  own('volatilityAtEntry'),
  own('volumeAtEntry'),
  own('vwapAtEntry'),
  own('entryVwapDistancePct'),
  own('technicalSignalsConfluence'),
  own('adxAtEntry'),
  own('vwapSlopeAtEntry'),
  own('strategyConfidenceScore'),
  own('tradeSuccessProbability'),
  own('tfAlignmentScore'),
  own('spreadTicksAtEntry'),
  own('liquidityQualityScore'),
  field('account_id', 'account'),
  own('dllAtEntry'),
  own('dllRemainingAfter'),
  own('mentalStatePreTrade'),
  own('ruleBreaks'),
  own('tradeTriggerSignal'),
  own('notes'),
  own('gearAtEntry'),
  own('gearAtExit'),
  own('gearShiftReasonEntry'),
];

/** A selection from the full layout. */
const MINIMAL: readonly TradeColumn[] = [
  ...['trade_id', 'timestamp_entry', 'timestamp_exit', 'symbol', 'trade_type', 'strategy_used'],
  ...[
    'regime_at_entry',
    'entry_price',
    'exit_price',
    'stop_loss_price',
    'take_profit_price',
    'position_size',
  ],
  ...['result_r', 'win_loss', 'exit_reason', 'notes'],
].map((header) => FULL.find((column) => column.header === header) as TradeColumn);

const JOURNAL: readonly TradeColumn[] = [
  entryDay('Date'),
  entryTime('Time'),
  field('Symbol', 'symbol'),
  side('Direction'),
  field('Entry', 'entryPrice'),
  field('Exit', 'exitPrice'),
  field('Contracts', 'quantity'),
  field('$R', 'initialRiskAmount'),
  plannedStop('Stop'),
  plannedTarget('Target'),
  field('PnL_R', 'resultR'),
  field('PnL_$', 'plAmountGross'),
  field('Regime', 'regimeAtEntry'),
  field('Setup', 'strategy'),
  field('Win/Loss', 'winLoss'),
  field('Entry_Slip', 'entrySlippageTicks'),
  field('Exit_Slip', 'exitSlippageTicks'),
  field('Fees', 'feesPaid'),
  field('Net_PnL', 'plAmountNet'),
  field('Duration_min', 'holdingDurationMinutes'),
  field('MAE', 'mae'),
  field('MFE', 'mfe'),
  field('Notes', 'notes'),
];

const SECTION_5: readonly TradeColumn[] = [
  entryDay('Date'),
  field('Setup', 'strategy'),
  field('Regime', 'regimeAtEntry'),
  side('Direction'),
  field('Entry', 'entryPrice'),
  plannedStop('Stop'),
  plannedTarget('Target'),
  field('Exit', 'exitPrice'),
  field('StopPts', 'stopDistancePoints'),
  resultPoints('ResultPts'),
  field('Result_R', 'resultR'),
  field('Fees$', 'feesPaid'),
  field('GrossPnL$', 'plAmountGross'),
  field('NetPnL$', 'plAmountNet'),
  field('EntryMinusVWAP_ticks', 'entryMinusVwapTicks'),
  field('VWAP_Filter_Status', 'vwapFilterStatus'),
  field('Slippage_Entry_ticks', 'entrySlippageTicks'),
  field('Slippage_Exit_ticks', 'exitSlippageTicks'),
  field('RuleBreaks', 'ruleBreaks'),
  field('Notes', 'notes'),
];

const FIXED: Record<Exclude<Layout, 'custom'>, readonly TradeColumn[]> = {
  full: FULL,
  minimal: MINIMAL,
  journal: JOURNAL,
  section5: SECTION_5,
};

/** Every property of a trade, in snake_case. */
export const EVERY_FIELD: readonly TradeColumn[] = (Object.keys(TRADE_FIELDS) as TradeField[]).map(own);

/** What a custom layout may name: every property of a trade, and the headers of the full layout. */
const BY_HEADER = new Map([...EVERY_FIELD, ...FULL].map((column) => [column.header, column]));

/** The columns of a layout; `columns` is the comma list that only `custom` takes. Throws `validation_failed`. */
export function columnsOf(layout: Layout, columns: string | undefined): readonly TradeColumn[] {
  if (layout === 'custom') {
    return customColumns(columns);
  }
  if (columns !== undefined) {
    throw refusal([error('layout', `columns: Expected layout=custom with columns, was ${layout}`)]);
  }
  return FIXED[layout];
}

function customColumns(list: string | undefined): TradeColumn[] {
  if (list === undefined) {
    throw refusal([error('required', 'columns: Expected a comma list of columns with layout=custom')]);
  }
  const headers = list.split(',').map((header) => header.trim());
  const found: TradeColumn[] = [];
  const errors: FieldError[] = [];
  for (const header of new Set(headers)) {
    const column = BY_HEADER.get(header);
    if (column === undefined) {
      errors.push(
        error('unknown_column', `columns: Expected columns of a trade, was "${header.slice(0, 100)}"`),
      );
    } else {
      found.push(column);
    }
  }
  const twice = headers.find((header, at) => headers.indexOf(header) !== at);
  if (twice !== undefined) {
    errors.push(
      error('duplicate_column', `columns: Expected each column once, was twice "${twice.slice(0, 100)}"`),
    );
  }
  if (errors.length > 0) {
    throw refusal(errors);
  }
  return found;
}

function error(rule: string, message: string): FieldError {
  return { field: 'columns', rule, message };
}

function refusal(fields: FieldError[]): InvalidInputError {
  return new InvalidInputError('validation_failed', fields[0]?.message ?? 'columns: Invalid', { fields });
}
