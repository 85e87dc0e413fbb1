import { Injectable } from '@nestjs/common';
import type { Day } from '../../common/day.js';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import type { RangeCover } from '../domain/range-cover.js';
import type { Slice } from '../domain/slices.js';
import { Rollup } from './rollup.entity.js';

const rollups = new Table(Rollup);

/** The stored days of one account, for series that need more of a day than its total. */
@Injectable()
export class DayRollupRepository {
  constructor(private readonly database: Database) {}

  /** Of all values of a slice, in order of day; from `first` to `last`, both included. */
  findDays(accountId: number, slice: Slice, range?: { first: Day; last: Day }): Promise<Rollup[]> {
    const within = range === undefined ? '' : 'AND period BETWEEN ? AND ?';
    return rollups.select(
      this.database,
      `WHERE account_id = ? AND slice = ? AND grain = 'day' ${within} ORDER BY period, slice_value`,
      [accountId, slice, ...(range === undefined ? [] : [range.first, range.last])],
    );
  }

  /** Of all values of a slice, in the years, months and days of a cover; in no order. */
  async findCover(accountId: number, slice: Slice, cover: RangeCover): Promise<Rollup[]> {
    const arms: string[] = [];
    const values: string[] = [];
    for (const [grain, periods] of [
      ['year', cover.years],
      ['month', cover.months],
    ] as const) {
      if (periods.length > 0) {
        arms.push(`(grain = '${grain}' AND period IN (${periods.map(() => '?').join(', ')}))`);
        values.push(...periods);
      }
    }
    for (const { first, last } of cover.days) {
      arms.push(`(grain = 'day' AND period BETWEEN ? AND ?)`);
      values.push(first, last);
    }
    return arms.length === 0
      ? []
      : rollups.select(this.database, `WHERE account_id = ? AND slice = ? AND (${arms.join(' OR ')})`, [
          ...[accountId, slice],
          ...values,
        ]);
  }
}
