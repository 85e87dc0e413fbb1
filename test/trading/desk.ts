import { expect } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { type Answer, type AppOverrides, startApp, type TestApp } from '../support/app.js';
import { anAccount } from '../support/builders.js';
import type { Dialect } from '../support/databases.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the assertions say what it must be
export type Body = any;

const TABLES = [
  'accounts',
  'signals',
  'fills',
  'trades',
  'trade_tags',
  'trade_changes',
  'account_snapshots',
  'events',
];

/** One running application, and the calls that the trading tests make again and again. */
export class Desk {
  private constructor(readonly app: TestApp) {}

  static async open(dialect: Dialect, overrides: AppOverrides = {}): Promise<Desk> {
    return new Desk(await startApp(dialect, overrides));
  }

  close(): Promise<void> {
    return this.app.close();
  }

  /** Opens an account of its own for a test; returns its slug. */
  async account(fields: Record<string, unknown> = {}): Promise<string> {
    return (await this.recorded('accounts', anAccount(fields))).account as string;
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.app.fetchJson('POST', `/api/${path}`, body);
  }

  get(path: string): Promise<Answer> {
    return this.app.fetchJson('GET', `/api/${path}`);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.app.fetchJson('PATCH', `/api/${path}`, body);
  }

  /** Posts one record that must be new. */
  async recorded(path: string, body: unknown): Promise<Body> {
    const answer = await this.post(path, body);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 201,
      body: expect.anything(),
    });
    return answer.body;
  }

  /** Posts records one request each, in order; all must be new. */
  async recordedEach(path: string, bodies: readonly unknown[]): Promise<Body[]> {
    const results: Body[] = [];
    for (const body of bodies) {
      results.push(await this.recorded(path, body));
    }
    return results;
  }

  /** Reads one record that must exist. */
  async read(path: string): Promise<Body> {
    const answer = await this.get(path);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: expect.anything(),
    });
    return answer.body;
  }

  /** The account's trades, oldest entry first. */
  async trades(account: string, query = ''): Promise<Body[]> {
    return ((await this.read(`trades?account=${account}&limit=1000${query}`)).items as Body[]).reverse();
  }

  /** The account's only trade. */
  async trade(account: string): Promise<Body> {
    const trades = await this.trades(account);
    expect(trades).toHaveLength(1);
    return trades[0];
  }

  /** The account's fills, oldest first. */
  async fills(account: string): Promise<Body[]> {
    return ((await this.read(`fills?account=${account}&limit=1000`)).items as Body[]).reverse();
  }

  async events(account: string): Promise<{ seq: number; type: string; data: Body }[]> {
    const rows = await this.query<{ seq: unknown; type: string; data: string }>(
      `SELECT seq, type, data FROM events
       WHERE account_id = (SELECT account_id FROM accounts WHERE account = ?) ORDER BY seq`,
      [account],
    );
    return rows.map(({ seq, type, data }) => ({ seq: Number(seq), type, data: JSON.parse(data) }));
  }

  query<Row extends object>(sql: string, values: (string | number)[] = []): Promise<Row[]> {
    return this.app.app.get(Database).query<Row>(sql, values);
  }

  /** Rows in every table that a recording route writes: equal before and after what was refused. */
  async rowCounts(): Promise<Record<string, number>> {
    const counts = await Promise.all(
      TABLES.map(async (table) => {
        const [row] = await this.query<{ total: unknown }>(`SELECT COUNT(*) AS total FROM ${table}`);
        return [table, Number(row?.total)] as const;
      }),
    );
    return Object.fromEntries(counts);
  }
}

/** 1, 2, 3 … count. */
export function oneTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
