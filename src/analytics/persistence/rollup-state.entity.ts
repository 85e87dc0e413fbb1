import { Entity, ForeignKey } from 'typeorm';
import { CountColumn, InstantColumn, NameColumn, PrimaryIdColumn } from '../../database/columns.js';

/** For which calendar, and in which layout, an account's rollups were folded. Without a row nothing was folded yet. */
@Entity('rollup_states')
export class RollupState {
  @ForeignKey('Account', { name: 'fk_rollup_states_account' })
  @PrimaryIdColumn()
  accountId: number;
  @NameColumn(64) timeZone: string;
  @NameColumn(5) dayStart: string;
  /** `SEGMENT_LAYOUT` at the time. */
  @CountColumn() layout: number;
  /** Grows with every fold: two reads that found the same one saw the same rollups. */
  @CountColumn() generation: number;
  @InstantColumn() updatedAt: string;
}
