import { Entity, ForeignKey, Index } from 'typeorm';
import { GEARS, REGIMES, type Gear, type Regime } from '../../common/regimes.js';
import {
  ChoiceColumn,
  FlagColumn,
  InstantColumn,
  JsonColumn,
  KeyColumn,
  NameColumn,
  PriceColumn,
  RatioColumn,
  ReferenceColumn,
  TextColumn,
} from '../../database/columns.js';
import { SIGNAL_SOURCES, SIGNAL_TYPES, type SignalSource, type SignalType } from '../domain/vocabulary.js';

/** An intention to trade, as a strategy, a bot or a charting alert announced it. */
@Entity('signals')
@Index('uq_signals_client_signal_id', ['accountId', 'clientSignalId'], { unique: true })
@Index('idx_signals_account_time', ['accountId', 'timestamp', 'signalId'])
@Index('idx_signals_symbol', ['symbol'])
@Index('idx_signals_signal_type', ['signalType'])
@Index('idx_signals_timestamp', ['timestamp'])
@Index('idx_signals_strategy', ['strategy'])
@Index('idx_signals_executed', ['executed'])
@Index('idx_signals_trade', ['tradeId'])
export class Signal {
  @KeyColumn() signalId: number;
  @ForeignKey('Account', { name: 'fk_signals_account' })
  @ReferenceColumn()
  accountId: number;
  @NameColumn(200) clientSignalId: string;
  @ChoiceColumn(SIGNAL_SOURCES) source: SignalSource;
  @NameColumn(40) symbol: string;
  @ChoiceColumn(SIGNAL_TYPES) signalType: SignalType;
  @InstantColumn() timestamp: string;
  @PriceColumn({ null: true }) price: string | null;
  @PriceColumn({ null: true }) stopLoss: string | null;
  @PriceColumn({ null: true }) takeProfit: string | null;
  @PriceColumn({ null: true }) quantity: string | null;
  @RatioColumn({ null: true }) confidence: number | null;
  @NameColumn(100) strategy: string;
  @NameColumn(20, { null: true }) timeframe: string | null;
  @TextColumn({ null: true }) reason: string | null;
  @ChoiceColumn(REGIMES, { null: true }) regime: Regime | null;
  @ChoiceColumn(GEARS, { null: true }) gear: Gear | null;
  @FlagColumn() mlEnhanced: boolean;
  @RatioColumn({ null: true }) mlConfidence: number | null;
  @FlagColumn({ null: true }) mlAgreed: boolean | null;
  @FlagColumn({ null: true }) aiApproved: boolean | null;
  @TextColumn({ null: true }) aiReasoning: string | null;
  /** Market state at the signal: the optional entry-context fields of a trade. */
  @JsonColumn({ null: true }) context: Record<string, unknown> | null;
  @FlagColumn() executed: boolean;
  @InstantColumn({ null: true }) executedAt: string | null;
  @TextColumn({ null: true }) executionReason: string | null;
  @ForeignKey('Trade', { name: 'fk_signals_trade' })
  @ReferenceColumn({ null: true })
  tradeId: number | null;
  /** The message as it arrived, its secret removed. Webhooks only. */
  @TextColumn({ null: true }) rawPayload: string | null;
  @InstantColumn() recordedAt: string;
  /** The facts as first sent, against which a repetition is compared. */
  @JsonColumn() facts: Record<string, unknown>;
}
