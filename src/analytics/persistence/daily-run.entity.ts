import { Entity, ForeignKey } from 'typeorm';
import { DayColumn, InstantColumn, PrimaryIdColumn } from '../../database/columns.js';

/** How far the daily job got with an account. */
@Entity('daily_runs')
export class DailyRun {
  @ForeignKey('Account', { name: 'fk_daily_runs_account' })
  @PrimaryIdColumn()
  accountId: number;
  /** The last trading day that it finished. */
  @DayColumn() lastDay: string;
  @InstantColumn() finishedAt: string;
}
