import { GEARS, REGIMES, type Gear, type Regime } from '../common/regimes.js';
import {
  ChoiceField,
  DecimalField,
  InstantField,
  NumberField,
  ObjectField,
  TextField,
} from '../http/fields.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { FILL_KINDS, SIDES, type FillKind, type Side } from './domain/vocabulary.js';
import { EntryContextDto } from './entry-context.dto.js';

const COST = 'in the account currency: positive was paid, negative was received';

/**
 * One execution. Give `quantity` and `price` for an incremental report, or `cumulativeQuantity` and `averagePrice`
 * (and costs) as the order's totals so far.
 */
export class CreateFillDto {
  @TextField({ max: 64, example: 'demo' }) account: string;
  @TextField({
    optional: true,
    description: 'Unique per account; optional for cumulative reports',
    example: 'exec-1001',
  })
  executionId?: string;
  @ChoiceField(FILL_KINDS, {
    optional: true,
    description: 'CORRECTION and BUST replace the execution they name',
  })
  kind?: FillKind;
  @TextField({ optional: true, description: 'The execution that a CORRECTION or BUST replaces' })
  replacesExecutionId?: string;
  @TextField({
    max: 40,
    description: 'Any name a platform gives it: MNQ, MNQ1!, MNQZ6, EURUSD.m',
    example: 'MNQ',
  })
  symbol: string;
  @ChoiceField(SIDES) side: Side;
  @DecimalField({ above: '0', optional: true, example: '2' }) quantity?: string;
  @DecimalField({ optional: true, example: '15000.25' }) price?: string;
  @DecimalField({ above: '0', optional: true }) cumulativeQuantity?: string;
  @DecimalField({ optional: true }) averagePrice?: string;
  @InstantField({ description: 'When the venue executed it' }) occurredAt: string;
  @DecimalField({ kind: 'money', optional: true, description: COST, example: '1.24' }) commission?: string;
  @DecimalField({ kind: 'money', optional: true, description: COST }) swap?: string;
  @DecimalField({ kind: 'money', optional: true, description: COST }) fees?: string;
  @DecimalField({
    kind: 'money',
    optional: true,
    description: 'Gross profit of this execution as the broker states it',
  })
  realizedProfit?: string;
  @DecimalField({
    above: '0',
    optional: true,
    description: 'Account currency per unit of the quote currency',
  })
  fxRate?: string;
  @TextField({ max: 20, optional: true }) orderType?: string;
  @TextField({ optional: true }) clientOrderId?: string;
  @TextField({ optional: true }) venueOrderId?: string;
  @TextField({ max: 100, optional: true, description: 'Required on a hedging account' }) positionId?: string;
  @TextField({ optional: true, description: 'The signal that led to it; may arrive later' })
  clientSignalId?: string;
  @DecimalField({
    optional: true,
    description: 'Price the order was meant for: slippage is measured against it',
  })
  intendedPrice?: string;
  @InstantField({ optional: true }) orderSubmittedAt?: string;
  @DecimalField({ optional: true }) stopLoss?: string;
  @DecimalField({ optional: true }) takeProfit?: string;
  @TextField({ max: 100, optional: true }) strategy?: string;
  @TextField({ max: 20, optional: true }) timeframe?: string;
  @ChoiceField(REGIMES, { optional: true }) regime?: Regime;
  @ChoiceField(GEARS, { optional: true }) gear?: Gear;
  @NumberField({ min: 0, max: 1, optional: true }) confidence?: number;
  @NumberField({ whole: true, min: 0, max: Number.MAX_SAFE_INTEGER, optional: true }) magicNumber?: number;
  @TextField({ max: 40, optional: true, description: 'Target, Stop, Time, Regime_Shift, Manual …' })
  exitReason?: string;
  @ObjectField(EntryContextDto, { optional: true }) context?: EntryContextDto;
}

export class FillView {
  fillId: number;
  account: string;
  executionId: string;
  kind: FillKind;
  replacesFillId: number | null;
  replacedByFillId: number | null;
  symbol: string;
  side: Side;
  quantity: string;
  price: string;
  cumulativeQuantity: string | null;
  averagePrice: string | null;
  commission: string;
  swap: string;
  fees: string;
  realizedProfit: string | null;
  fxRate: string | null;
  orderType: string | null;
  clientOrderId: string | null;
  venueOrderId: string | null;
  positionId: string | null;
  clientSignalId: string | null;
  intendedPrice: string | null;
  orderSubmittedAt: string | null;
  stopLoss: string | null;
  takeProfit: string | null;
  strategy: string | null;
  exitReason: string | null;
  /** The trade that the fill belongs to; for a reversal the one that it closes. */
  tradeId: number | null;
  /** The trade that a reversal opens with the rest. */
  openedTradeId: number | null;
  occurredAt: string;
  recordedAt: string;
}

export class FillQueryDto extends PageQueryDto {
  @TextField({ max: 40, optional: true }) symbol?: string;
  @NumberField({ whole: true, min: 1, max: Number.MAX_SAFE_INTEGER, optional: true }) tradeId?: number;
  @TextField({ optional: true }) clientOrderId?: string;
  @InstantField({ optional: true, description: 'Included' }) from?: string;
  @InstantField({ optional: true, description: 'Excluded' }) to?: string;
}

/** One page, and the cursor that continues it. */
export class FillPageView {
  items: FillView[];
  nextCursor: string | null;
  /** Of the whole list, when asked for. */
  total?: number;
}
