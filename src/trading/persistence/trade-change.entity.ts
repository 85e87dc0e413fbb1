import { Entity, ForeignKey, Index } from 'typeorm';
import { InstantColumn, JsonColumn, KeyColumn, NameColumn, ReferenceColumn } from '../../database/columns.js';

/** One edit of a trade: a stop moved, a note written, a rate completed. Never changed or removed. */
@Entity('trade_changes')
@Index('idx_trade_changes_trade', ['tradeId', 'changeId'])
export class TradeChange {
  @KeyColumn() changeId: number;
  @ForeignKey('Trade', { name: 'fk_trade_changes_trade' })
  @ReferenceColumn()
  tradeId: number;
  @NameColumn(60) field: string;
  @JsonColumn({ null: true }) before: unknown;
  @JsonColumn({ null: true }) after: unknown;
  /** Name of the API key or component that made the change. */
  @NameColumn(120) changedBy: string;
  /** When it happened at the venue, if the caller says so. */
  @InstantColumn() occurredAt: string;
  @InstantColumn() recordedAt: string;
}
