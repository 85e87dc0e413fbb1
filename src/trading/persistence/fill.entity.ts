import { Entity, ForeignKey, Index } from 'typeorm';
import {
  ChoiceColumn,
  InstantColumn,
  JsonColumn,
  KeyColumn,
  MoneyColumn,
  NameColumn,
  PriceColumn,
  ReferenceColumn,
} from '../../database/columns.js';
import { FILL_KINDS, SIDES, type FillKind, type Side } from '../domain/vocabulary.js';

/** One execution. Never changed: a correction is a further fill that points at the one it replaces. */
@Entity('fills')
@Index('uq_fills_execution_id', ['accountId', 'executionId'], { unique: true })
@Index('idx_fills_book', ['accountId', 'symbol', 'bookKey', 'occurredAt', 'orderingId'])
@Index('idx_fills_account_time', ['accountId', 'occurredAt', 'fillId'])
@Index('idx_fills_trade', ['tradeId'])
@Index('idx_fills_opened_trade', ['openedTradeId'])
@Index('idx_fills_venue_order', ['accountId', 'venueOrderId'])
@Index('idx_fills_client_order', ['accountId', 'clientOrderId'])
@Index('idx_fills_client_signal', ['accountId', 'clientSignalId'])
export class Fill {
  @KeyColumn() fillId: number;
  @ForeignKey('Account', { name: 'fk_fills_account' })
  @ReferenceColumn()
  accountId: number;
  @NameColumn(200) executionId: string;
  @ChoiceColumn(FILL_KINDS) kind: FillKind;
  /** The fill that this correction or bust replaces. */
  @ReferenceColumn({ null: true }) replacesFillId: number | null;
  /** Set once another fill replaced this one; the effective fills are those where it is null. */
  @ReferenceColumn({ null: true }) replacedByFillId: number | null;
  /** Order of arrival among fills of the same instant; a correction inherits that of the fill it replaces. */
  @ReferenceColumn() orderingId: number;
  @NameColumn(40) symbol: string;
  /** Which position book of the symbol: the position id on a hedging account, '' on a netting one. */
  @NameColumn(100) bookKey: string;
  @ChoiceColumn(SIDES) side: Side;
  @PriceColumn() quantity: string;
  @PriceColumn() price: string;
  @PriceColumn({ null: true }) cumulativeQuantity: string | null;
  @PriceColumn({ null: true }) averagePrice: string | null;
  /** Costs in the account's currency: positive was paid, negative was received. */
  @MoneyColumn() commission: string;
  @MoneyColumn() swap: string;
  @MoneyColumn() fees: string;
  /** Gross profit of this execution in the account's currency, as the broker states it. */
  @MoneyColumn({ null: true }) realizedProfit: string | null;
  /** Account currency per unit of the instrument's quote currency. */
  @PriceColumn({ null: true }) fxRate: string | null;
  @NameColumn(20, { null: true }) orderType: string | null;
  @NameColumn(200, { null: true }) clientOrderId: string | null;
  @NameColumn(200, { null: true }) venueOrderId: string | null;
  @NameColumn(100, { null: true }) positionId: string | null;
  @NameColumn(200, { null: true }) clientSignalId: string | null;
  @PriceColumn({ null: true }) intendedPrice: string | null;
  @InstantColumn({ null: true }) orderSubmittedAt: string | null;
  @PriceColumn({ null: true }) stopLoss: string | null;
  @PriceColumn({ null: true }) takeProfit: string | null;
  @NameColumn(100, { null: true }) strategy: string | null;
  @NameColumn(40, { null: true }) exitReason: string | null;
  /** Market state at an opening fill: the optional entry-context fields of a trade. */
  @JsonColumn({ null: true }) context: Record<string, unknown> | null;
  /** The trade that this fill belongs to; for a reversal the one that it closes. */
  @ForeignKey('Trade', { name: 'fk_fills_trade' })
  @ReferenceColumn({ null: true })
  tradeId: number | null;
  /** The trade that a reversal opens with the rest of its quantity. */
  @ForeignKey('Trade', { name: 'fk_fills_opened_trade' })
  @ReferenceColumn({ null: true })
  openedTradeId: number | null;
  @InstantColumn() occurredAt: string;
  @InstantColumn() recordedAt: string;
  /** The facts as first sent, against which a repetition is compared. */
  @JsonColumn() facts: Record<string, unknown>;
}
