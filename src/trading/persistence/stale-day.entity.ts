import { Entity } from 'typeorm';
import { PrimaryIdColumn, PrimaryTextColumn } from '../../database/columns.js';

/**
 * A UTC day on which closed trades of an account appeared, changed or vanished since the statistics of that day were last
 * folded. Written in the transaction of the trade, removed by whoever folds the day, both under the account's lock.
 *
 * Without a foreign key: every close writes here, accounts are never deleted, and the lock is proof that the account exists.
 */
@Entity('stale_days')
export class StaleDay {
  @PrimaryIdColumn() accountId: number;
  /** "2026-03-02", in UTC: the writer need not know the account's calendar. */
  @PrimaryTextColumn(10) day: string;
}
