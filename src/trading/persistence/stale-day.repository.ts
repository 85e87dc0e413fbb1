import { Injectable } from '@nestjs/common';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { type Session, sessionOf, type Tx } from '../../database/tx.js';

const INSERT = 'INSERT INTO stale_days (account_id, day)';
/** As records, whose text is the same for any number of days: it joins the other writes of a (tentative) run (ADR 5). */
const INSERT_RECORDS = `${INSERT} SELECT account_id, day FROM json_populate_recordset(NULL::stale_days, ?) ON CONFLICT DO NOTHING`;

/** Days per statement: their marks are bound one by one. */
const MAX_DAYS = 500;

@Injectable()
export class StaleDayRepository {
  constructor(private readonly database: Database) {}

  /** Marks the days of these exits; nothing happens to a day that is marked already. */
  mark(tx: Tx, accountId: number, exits: readonly (Instant | null | undefined)[]): void {
    const days = new Set<string>();
    for (const exit of exits) {
      if (exit !== null && exit !== undefined) {
        days.add(exit.slice(0, 10));
      }
    }
    const session = sessionOf(tx);
    for (const day of days) {
      // `rows` stays empty: two marks of one day in one run are no conflict, the second does nothing.
      tx.send(
        session.dialect === 'postgres'
          ? session.write({ sql: INSERT_RECORDS, records: [{ account_id: accountId, day }], rows: [] })
          : session.write({
              sql: `${INSERT} VALUES (?, ?) ON CONFLICT DO NOTHING`,
              values: [accountId, day],
              rows: [],
            }),
      );
    }
  }

  /** Marks every day on which the account has a closed trade. */
  async markAll(tx: Tx, accountId: number): Promise<void> {
    const session = sessionOf(tx);
    const day =
      session.dialect === 'postgres'
        ? `to_char(exit_time AT TIME ZONE 'UTC', 'YYYY-MM-DD')`
        : 'substr(exit_time, 1, 10)';
    await session.query(
      `${INSERT} SELECT DISTINCT account_id, ${day} FROM trades
       WHERE account_id = ? AND exit_time IS NOT NULL AND status = 'CLOSED' ON CONFLICT DO NOTHING`,
      [accountId],
    );
  }

  async unmark(tx: Tx, accountId: number, days: readonly string[]): Promise<void> {
    for (let from = 0; from < days.length; from += MAX_DAYS) {
      const some = days.slice(from, from + MAX_DAYS);
      const marks = some.map(() => '?').join(', ');
      await sessionOf(tx).query(`DELETE FROM stale_days WHERE account_id = ? AND day IN (${marks})`, [
        accountId,
        ...some,
      ]);
    }
  }

  /** The marked days of one account, oldest first, as the transaction sees them. */
  async findOfAccount(tx: Tx, accountId: number): Promise<string[]> {
    return (await this.#find(sessionOf(tx), [accountId])).map(({ day }) => day);
  }

  /** The marked days by account. */
  async findByAccount(accountIds: readonly number[]): Promise<Map<number, string[]>> {
    const found = new Map<number, string[]>();
    for (const { account_id: id, day } of await this.#find(this.database, accountIds)) {
      found.set(Number(id), [...(found.get(Number(id)) ?? []), day]);
    }
    return found;
  }

  async #find(session: Session, accountIds: readonly number[]) {
    if (accountIds.length === 0) {
      return [];
    }
    const marks = accountIds.map(() => '?').join(', ');
    return session.query<{ account_id: string | bigint; day: string }>(
      `SELECT account_id, day FROM stale_days WHERE account_id IN (${marks}) ORDER BY account_id, day`,
      accountIds,
    );
  }
}
