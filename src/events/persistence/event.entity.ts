import { Entity, ForeignKey, Index } from 'typeorm';
import { InstantColumn, NameColumn, PrimaryIdColumn, TextColumn } from '../../database/columns.js';

/** One fact of an account, numbered 1, 2, 3… per account in commit order. */
@Entity('events')
@Index('idx_events_recorded_at', ['recordedAt'])
export class EventRecord {
  @ForeignKey('Account', { name: 'fk_events_account' })
  @PrimaryIdColumn()
  accountId: number;
  @PrimaryIdColumn() seq: number;
  @NameColumn(40) type: string;
  @NameColumn(40, { null: true }) symbol: string | null;
  @InstantColumn() recordedAt: string;
  /** JSON text, sent to subscribers as it is. */
  @TextColumn() data: string;
}
