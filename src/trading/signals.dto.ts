import { GEARS, REGIMES, type Gear, type Regime } from '../common/regimes.js';
import {
  ChoiceField,
  DecimalField,
  FlagField,
  InstantField,
  NumberField,
  ObjectField,
  TextField,
} from '../http/fields.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { SIGNAL_SOURCES, SIGNAL_TYPES, type SignalSource, type SignalType } from './domain/vocabulary.js';
import { EntryContextDto } from './entry-context.dto.js';

/** An intention to trade. HOLD is answered and not stored. */
export class CreateSignalDto {
  @TextField({ max: 64, example: 'demo' }) account: string;
  @TextField({
    optional: true,
    description: 'Unique per account; makes the request repeatable',
    example: 'vwap-20261120-1',
  })
  clientSignalId?: string;
  @TextField({ max: 40, example: 'MNQ' }) symbol: string;
  @ChoiceField(SIGNAL_TYPES) signalType: SignalType;
  @InstantField({ optional: true, description: 'When the strategy decided; now by default' })
  timestamp?: string;
  @DecimalField({ optional: true, description: 'Required for BUY and SELL', example: '15000.25' })
  price?: string;
  @DecimalField({ optional: true, example: '14990.25' }) stopLoss?: string;
  @DecimalField({ optional: true, example: '15020.25' }) takeProfit?: string;
  @DecimalField({ above: '0', optional: true, example: '2' }) quantity?: string;
  @NumberField({ min: 0, max: 1, optional: true }) confidence?: number;
  @TextField({ max: 100, example: 'VWAP Pullback' }) strategy: string;
  @TextField({ max: 20, optional: true, example: '15m' }) timeframe?: string;
  @TextField({ max: 4000, optional: true }) reason?: string;
  @ChoiceField(REGIMES, { optional: true }) regime?: Regime;
  @ChoiceField(GEARS, { optional: true }) gear?: Gear;
  @FlagField({ optional: true }) mlEnhanced?: boolean;
  @NumberField({ min: 0, max: 1, optional: true }) mlConfidence?: number;
  @FlagField({ optional: true }) mlAgreed?: boolean;
  @FlagField({ optional: true }) aiApproved?: boolean;
  @TextField({ max: 8000, optional: true }) aiReasoning?: string;
  @ObjectField(EntryContextDto, { optional: true }) context?: EntryContextDto;
}

export class SignalView {
  signalId: number | null;
  account: string;
  clientSignalId: string | null;
  source: SignalSource;
  symbol: string;
  signalType: SignalType;
  timestamp: string;
  price: string | null;
  stopLoss: string | null;
  takeProfit: string | null;
  quantity: string | null;
  confidence: number | null;
  strategy: string;
  timeframe: string | null;
  reason: string | null;
  regime: Regime | null;
  gear: Gear | null;
  mlEnhanced: boolean;
  mlConfidence: number | null;
  mlAgreed: boolean | null;
  aiApproved: boolean | null;
  aiReasoning: string | null;
  context: Record<string, unknown> | null;
  executed: boolean;
  executedAt: string | null;
  executionReason: string | null;
  tradeId: number | null;
  recordedAt: string | null;
}

export class SignalExecutedDto {
  @NumberField({ whole: true, min: 1, max: Number.MAX_SAFE_INTEGER, optional: true }) tradeId?: number;
  @TextField({ max: 2000, optional: true, example: 'Signal confidence: 0.82' }) executionReason?: string;
  @InstantField({ optional: true, description: 'Now by default' }) executedAt?: string;
}

export class SignalQueryDto extends PageQueryDto {
  @TextField({ max: 40, optional: true }) symbol?: string;
  @TextField({ max: 100, optional: true }) strategy?: string;
  @ChoiceField(SIGNAL_TYPES, { optional: true }) signalType?: SignalType;
  @ChoiceField(SIGNAL_SOURCES, { optional: true }) source?: SignalSource;
  @FlagField({ optional: true }) executed?: boolean;
  @InstantField({ optional: true, description: 'Included' }) from?: string;
  @InstantField({ optional: true, description: 'Excluded' }) to?: string;
}

export class ExecutionRateQueryDto {
  @TextField({ max: 64, optional: true }) account?: string;
  @TextField({ max: 40, optional: true }) symbol?: string;
  @TextField({ max: 100, optional: true }) strategy?: string;
  @InstantField({ optional: true }) from?: string;
  @InstantField({ optional: true }) to?: string;
}

export class ExecutionRateView {
  totalSignals: number;
  executedSignals: number;
  /** Percent; 0 without signals. */
  executionRate: number;
}

/** One page, and the cursor that continues it. */
export class SignalPageView {
  items: SignalView[];
  nextCursor: string | null;
  /** Of the whole list, when asked for. */
  total?: number;
}
