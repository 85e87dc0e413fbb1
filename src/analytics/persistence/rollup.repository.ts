import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { SqlValue } from '../../database/dialect.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import type { DayTotal } from '../domain/day-totals.js';
import type { Cover, Grain } from '../domain/periods.js';
import { type Slice, SLICES } from '../domain/slices.js';
import { Rollup } from './rollup.entity.js';

const rollups = new Table(Rollup);

/** SQLite takes 500 parts of a compound SELECT; an account needs up to three. */
const MAX_ACCOUNTS = 100;

export interface CoverOfAccount {
  accountId: number;
  cover: Cover;
}

export interface SliceQuestion {
  slice: Slice;
  /** One value of the slice, or all of them. */
  value?: string;
}

@Injectable()
export class RollupRepository {
  constructor(private readonly database: Database) {}

  /** Puts `rows` in the place of everything that is stored for those periods. */
  async replace(
    tx: Tx,
    place: { accountId: number; grain: Grain; periods: readonly string[] },
    rows: readonly Rollup[],
  ): Promise<void> {
    const session = sessionOf(tx);
    const [slices, periods] = [marksFor(SLICES), marksFor(place.periods)];
    await session.query(
      `DELETE FROM rollups WHERE account_id = ? AND slice IN (${slices}) AND grain = ? AND period IN (${periods})`,
      [place.accountId, ...SLICES, place.grain, ...place.periods],
    );
    if (rows.length > 0) {
      await rollups.insert(session, rows);
    }
  }

  async clear(tx: Tx, accountId: number): Promise<void> {
    await sessionOf(tx).query('DELETE FROM rollups WHERE account_id = ?', [accountId]);
  }

  /** The stored days of a month or months of a year, of every slice, in order of time. */
  async findParts(tx: Tx, accountId: number, period: { grain: Grain; name: string }): Promise<Rollup[]> {
    const { grain, name } = period;
    const rows = await rollups.select(
      sessionOf(tx),
      `WHERE account_id = ? AND slice IN (${marksFor(SLICES)}) AND grain = ? AND period BETWEEN ? AND ?`,
      [accountId, ...SLICES, grain, name, `${name}-99`],
    );
    return rows.sort((a, b) => (a.period < b.period ? -1 : 1));
  }

  /** What is stored of a slice for the accounts' covers, in order of account and time. */
  async findCover(accounts: readonly CoverOfAccount[], question: SliceQuestion): Promise<Rollup[]> {
    const rows: Rollup[] = [];
    for (let from = 0; from < accounts.length; from += MAX_ACCOUNTS) {
      rows.push(...(await this.#findCover(accounts.slice(from, from + MAX_ACCOUNTS), question)));
    }
    // Codes order digits before longer names: "2025" < "2025-03" < "2025-03-04" never overlap, so text order is time order.
    return rows.sort((a, b) => a.accountId - b.accountId || (a.period < b.period ? -1 : 1));
  }

  async #findCover(accounts: readonly CoverOfAccount[], { slice, value }: SliceQuestion): Promise<Rollup[]> {
    const parts: string[] = [];
    const values: SqlValue[] = [];
    const only = value === undefined ? '' : 'AND slice_value = ?';
    const arm = (accountId: number, { grain, within, without }: Arm): void => {
      const range = within === null ? '' : `AND (${within.map(() => 'period BETWEEN ? AND ?').join(' OR ')})`;
      const except = without.length === 0 ? '' : `AND period NOT IN (${marksFor(without)})`;
      parts.push(
        `SELECT ${rollups.selectList} FROM rollups WHERE account_id = ? AND slice = ? AND grain = ? ${range} ${except} ${only}`,
      );
      const bounds = (within ?? []).flatMap((name) => [name, `${name}-99`]);
      values.push(accountId, slice, grain, ...bounds, ...without, ...(value === undefined ? [] : [value]));
    };
    for (const { accountId, cover } of accounts) {
      arm(accountId, { grain: 'year', within: null, without: cover.splitYears });
      if (cover.splitYears.length > 0) {
        arm(accountId, { grain: 'month', within: cover.splitYears, without: cover.splitMonths });
        arm(accountId, { grain: 'day', within: cover.splitMonths, without: cover.without });
      }
    }
    const rows = await this.database.query(parts.join(' UNION ALL '), values);
    return rows.map((raw) => rollups.decode(this.database, raw));
  }

  /** The stored days of a slice's value, in order of account and day. */
  async findDays(
    accountIds: readonly number[],
    { slice, value = '' }: SliceQuestion,
  ): Promise<(DayTotal & { accountId: number })[]> {
    if (accountIds.length === 0) {
      return [];
    }
    const rows = await this.database.query<{
      account_id: string | bigint;
      period: string;
      net: string;
      result_r: string | null;
    }>(
      `SELECT account_id, period, net, result_r FROM rollups
       WHERE account_id IN (${marksFor(accountIds)}) AND slice = ? AND grain = 'day' AND slice_value = ?
       ORDER BY account_id, period`,
      [...accountIds, slice, value],
    );
    return rows.map((row) => ({
      accountId: Number(row.account_id),
      day: row.period,
      net: BigInt(row.net),
      r: row.result_r === null ? null : BigInt(row.result_r),
    }));
  }

  /** The days that are stored of an account, in order. */
  async findStoredDays(accountId: number): Promise<string[]> {
    const rows = await this.database.query<{ period: string }>(
      `SELECT DISTINCT period FROM rollups WHERE account_id = ? AND grain = 'day' ORDER BY period`,
      [accountId],
    );
    return rows.map(({ period }) => period);
  }
}

/** The stored periods of one grain: within larger ones (null: anywhere), but for some. */
interface Arm {
  grain: Grain;
  within: readonly string[] | null;
  without: readonly string[];
}

function marksFor(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
