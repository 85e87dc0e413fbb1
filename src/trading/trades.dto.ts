import { GEARS, REGIMES, type Gear, type Regime } from '../common/regimes.js';
import {
  ChoiceField,
  DecimalField,
  FlagField,
  InstantField,
  NumberField,
  TextField,
  TextListField,
} from '../http/fields.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import {
  DIRECTIONS,
  TRADE_STATUSES,
  WIN_LOSS,
  type Direction,
  type TradeStatus,
  type WinLoss,
} from './domain/vocabulary.js';
import { EntryContextDto } from './entry-context.dto.js';

const COST = 'In the account currency: positive was paid, negative was received';
const RATE = 'Account currency per unit of the quote currency';

/** How a trade ended. */
export class TradeExitDto {
  @DecimalField({ example: '15020.25' }) exitPrice: string;
  @InstantField({ optional: true, description: 'Now by default' }) exitTime?: string;
  @TextField({ max: 40, optional: true, example: 'Target' }) exitReason?: string;
  @DecimalField({ kind: 'money', optional: true, description: 'Gross profit as the broker states it' })
  profit?: string;
  @DecimalField({ kind: 'money', optional: true, description: COST }) fees?: string;
  @DecimalField({ kind: 'money', optional: true, description: COST }) commission?: string;
  @DecimalField({ kind: 'money', optional: true, description: COST }) swap?: string;
  @DecimalField({ above: '0', optional: true, description: RATE }) fxRate?: string;
  @DecimalField({ atLeast: '0', optional: true, description: 'Maximum adverse excursion in points' })
  mae?: string;
  @DecimalField({ atLeast: '0', optional: true, description: 'Maximum favourable excursion in points' })
  mfe?: string;
  @TextField({ max: 20, optional: true }) orderTypeExit?: string;
  @DecimalField({ optional: true, description: 'Exit slippage is measured against it' })
  intendedExitPrice?: string;
  @InstantField({ optional: true }) exitSubmittedAt?: string;
  @ChoiceField(GEARS, { optional: true }) gearAtExit?: Gear;
  @DecimalField({ kind: 'money', optional: true }) dllRemainingAfter?: string;
}

/** Names the trade to close by one of its keys. */
export class CloseTradeDto extends TradeExitDto {
  @TextField({ max: 64, example: 'demo' }) account: string;
  @NumberField({ whole: true, min: 1, max: Number.MAX_SAFE_INTEGER, optional: true }) tradeId?: number;
  @TextField({ max: 100, optional: true }) ticket?: string;
  @TextField({ optional: true }) clientTradeId?: string;
}

/** A trade reported whole, for callers without fills. With an exit price it is already over. */
export class CreateTradeDto extends EntryContextDto {
  @TextField({ max: 64, example: 'demo' }) account: string;
  @TextField({ optional: true, description: 'Unique per account; makes the request repeatable' })
  clientTradeId?: string;
  @TextField({
    max: 100,
    optional: true,
    description: "The broker's number of the trade, unique per account",
  })
  ticket?: string;
  @TextField({ max: 40, example: 'EURUSD' }) symbol: string;
  @ChoiceField(DIRECTIONS) direction: Direction;
  @DecimalField({ above: '0', example: '0.5' }) quantity: string;
  @ChoiceField(['PENDING', 'OPEN'], { optional: true, description: 'PENDING: ordered, not entered yet' })
  status?: TradeStatus;
  @DecimalField({ optional: true, description: 'Required unless PENDING', example: '1.0845' })
  entryPrice?: string;
  @InstantField({ optional: true, description: 'Now by default' }) entryTime?: string;
  @DecimalField({ optional: true }) stopLoss?: string;
  @DecimalField({ optional: true }) takeProfit?: string;
  @TextField({ max: 100, optional: true }) strategy?: string;
  @TextField({ max: 20, optional: true }) timeframe?: string;
  @ChoiceField(REGIMES, { optional: true, description: 'Same as regimeAtEntry' }) regime?: Regime;
  @ChoiceField(REGIMES, { optional: true }) regimeAtEntry?: Regime;
  @ChoiceField(GEARS, { optional: true, description: 'Same as gearAtEntry' }) gear?: Gear;
  @ChoiceField(GEARS, { optional: true }) gearAtEntry?: Gear;
  @NumberField({ min: 0, max: 1, optional: true }) strategyConfidenceScore?: number;
  @TextField({ max: 4000, optional: true }) tradeTriggerSignal?: string;
  @TextField({ max: 4000, optional: true }) signalReason?: string;
  @TextField({ optional: true, description: 'Links the signal of that id' }) clientSignalId?: string;
  @TextField({ optional: true }) clientOrderId?: string;
  @TextField({ optional: true }) venueOrderId?: string;
  @TextField({ max: 100, optional: true }) positionId?: string;
  @NumberField({ whole: true, min: 0, max: Number.MAX_SAFE_INTEGER, optional: true }) magicNumber?: number;
  @TextField({ max: 20, optional: true }) orderTypeEntry?: string;
  @DecimalField({ optional: true, description: 'Entry slippage is measured against it' })
  intendedPrice?: string;
  @InstantField({ optional: true }) orderSubmittedAt?: string;
  @FlagField({ optional: true }) mlEnhanced?: boolean;
  @NumberField({ min: 0, max: 1, optional: true }) mlConfidence?: number;
  @FlagField({ optional: true }) aiApproved?: boolean;
  @TextField({ max: 8000, optional: true }) aiReasoning?: string;
  @TextField({ max: 20_000, optional: true }) notes?: string;
  @TextListField({ optional: true }) tags?: string[];
  @NumberField({ whole: true, min: 0, max: 1000, optional: true }) ruleBreaks?: number;
  @DecimalField({ kind: 'money', optional: true, description: COST }) entryCommission?: string;
  @DecimalField({ optional: true, example: '1.0895' }) exitPrice?: string;
  @InstantField({ optional: true }) exitTime?: string;
  @TextField({ max: 40, optional: true }) exitReason?: string;
  @DecimalField({ kind: 'money', optional: true, description: 'Gross profit as the broker states it' })
  profit?: string;
  @DecimalField({ kind: 'money', optional: true, description: COST }) fees?: string;
  @DecimalField({ kind: 'money', optional: true, description: COST }) commission?: string;
  @DecimalField({ kind: 'money', optional: true, description: COST }) swap?: string;
  @DecimalField({ above: '0', optional: true, description: RATE }) fxRate?: string;
  @DecimalField({ atLeast: '0', optional: true }) mae?: string;
  @DecimalField({ atLeast: '0', optional: true }) mfe?: string;
  @TextField({ max: 20, optional: true }) orderTypeExit?: string;
  @DecimalField({ optional: true }) intendedExitPrice?: string;
  @InstantField({ optional: true }) exitSubmittedAt?: string;
  @ChoiceField(GEARS, { optional: true }) gearAtExit?: Gear;
  @DecimalField({ kind: 'money', optional: true }) dllRemainingAfter?: string;
}

/** What may change on a recorded trade. Every change is kept in its history. */
export class UpdateTradeDto {
  @TextField({ max: 20_000, optional: true }) notes?: string;
  @TextListField({ optional: true, description: 'Replaces the tags' }) tags?: string[];
  @NumberField({ whole: true, min: 1, max: 5, optional: true }) mentalStatePreTrade?: number;
  @NumberField({ whole: true, min: 1, max: 5, optional: true, description: 'Same as mentalStatePreTrade' })
  mentalState?: number;
  @NumberField({ whole: true, min: 0, max: 1000, optional: true }) ruleBreaks?: number;
  @TextField({ max: 100, optional: true }) strategy?: string;
  @DecimalField({ optional: true, description: 'Moves the stop; the first one ever stated defines 1 R' })
  stopLoss?: string;
  @DecimalField({ optional: true }) takeProfit?: string;
  @DecimalField({ atLeast: '0', optional: true }) mae?: string;
  @DecimalField({ atLeast: '0', optional: true }) mfe?: string;
  @NumberField({ min: 0, max: 1, optional: true }) executionQualityScore?: number;
  @DecimalField({ above: '0', optional: true, description: `${RATE}; completes a trade that needs one` })
  fxRate?: string;
  @ChoiceField(TRADE_STATUSES, {
    optional: true,
    description: 'A PENDING trade becomes OPEN, CANCELLED or FAILED',
  })
  status?: TradeStatus;
  @DecimalField({ optional: true, description: 'With status OPEN' }) entryPrice?: string;
  @InstantField({ optional: true, description: 'With status OPEN; now by default' }) entryTime?: string;
  @InstantField({ optional: true, description: 'When the change happened; now by default' })
  occurredAt?: string;
  @NumberField({
    whole: true,
    min: 1,
    max: 2_147_483_647,
    optional: true,
    description: 'Refuses the change when the trade has another version',
  })
  expectedVersion?: number;
}

export class TradeQueryDto extends PageQueryDto {
  @TextField({ max: 40, optional: true }) symbol?: string;
  @TextField({ max: 100, optional: true }) strategy?: string;
  @ChoiceField(REGIMES, { optional: true }) regime?: Regime;
  @ChoiceField(GEARS, { optional: true }) gear?: Gear;
  @ChoiceField(TRADE_STATUSES, { optional: true }) status?: TradeStatus;
  @ChoiceField(DIRECTIONS, { optional: true }) direction?: Direction;
  @ChoiceField(WIN_LOSS, { optional: true }) winLoss?: WinLoss;
  @TextField({ max: 40, optional: true }) exitReason?: string;
  @TextField({ max: 60, optional: true }) tag?: string;
  @InstantField({ optional: true, description: 'Included' }) entryFrom?: string;
  @InstantField({ optional: true, description: 'Excluded' }) entryTo?: string;
  @InstantField({ optional: true, description: 'Included' }) exitFrom?: string;
  @InstantField({ optional: true, description: 'Excluded' }) exitTo?: string;
  @TextField({ max: 200, optional: true, description: 'Text in the notes' }) search?: string;
}
