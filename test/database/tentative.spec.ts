import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sessionOf, type Tx } from '../../src/database/tx.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { aFill } from '../support/builders.js';
import { scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { Desk, oneTo } from '../trading/desk.js';

/* A tentative run writes on the strength of what its process knows, before anything is locked (ADR 5). */
describe('a tentative run on postgres', () => {
  let scratch: ScratchDatabase;
  let desk: Desk;
  let other: Desk;

  beforeAll(async () => {
    scratch = await scratchDatabase('postgres');
    desk = await Desk.open('postgres', { scratch });
    other = await Desk.open('postgres', { scratch });
  });
  afterAll(async () => {
    await Promise.all([desk.close(), other.close()]);
    await scratch.drop();
  });

  it('takes one attempt when the account stands where this process left it', async () => {
    const { accountId } = await filledAccount(1);

    expect(await attempts(desk, accountId, append)).toEqual(['tentative']);
  });

  it('is run again in earnest when another process wrote meanwhile, and leaves nothing behind', async () => {
    const { account, accountId } = await filledAccount(1);
    await other.recorded('fills', aFill({ account }));

    expect(await attempts(desk, accountId, append)).toEqual(['tentative', 'earnest']);
    expect(await notes(accountId)).toBe(1);
  });

  it('is run again in earnest when it reads', async () => {
    const { accountId } = await filledAccount(1);

    const seen = await attempts(desk, accountId, async (tx) => {
      await sessionOf(tx).query('SELECT 1');
    });
    expect(seen).toEqual(['tentative', 'earnest']);
  });

  it('is run again in earnest when the database refuses what it writes, and then reports the reason', async () => {
    const { account, accountId } = await filledAccount(1);
    const duplicate = (tx: Tx): Promise<void> =>
      sessionOf(tx).write({
        sql: 'INSERT INTO accounts (account, name, currency) VALUES (?, ?, ?)',
        values: [account, account, 'USD'],
        rows: [],
      });

    const seen: string[] = [];
    await expect(runOn(desk, accountId, seen, duplicate)).rejects.toThrow();
    expect(seen).toEqual(['tentative', 'earnest']);
  });

  it('fails for one account without touching those that share its statement', async () => {
    const accounts = await Promise.all(oneTo(6).map(() => filledAccount(2)));
    const [moved] = accounts;
    await other.recorded('fills', aFill({ account: moved?.account ?? '' }));

    const answers = await Promise.all(accounts.map(({ account }) => desk.post('fills', aFill({ account }))));

    expect(answers.map(({ status }) => status)).toEqual(Array<number>(6).fill(201));
    for (const { account } of accounts) {
      const seqs = (await desk.events(account)).map(({ seq }) => seq);
      expect(seqs).toEqual(oneTo(account === moved?.account ? 4 : 3));
    }
  });

  it('answers an execution that is already recorded with the first result', async () => {
    const { account } = await filledAccount(2);
    const fill = aFill({ account });
    const first = await desk.recorded('fills', fill);
    await desk.recorded('fills', aFill({ account }));

    const again = await desk.post('fills', fill);

    expect(again).toMatchObject({ status: 200, body: { fillId: first.fillId } });
    expect(await desk.fills(account)).toHaveLength(4);
  });

  it('builds one trade from fills that two processes record in turn', async () => {
    const { account } = await filledAccount(1);
    for (const turn of oneTo(10)) {
      await (turn % 3 === 0 ? other : desk).recorded('fills', aFill({ account }));
    }

    expect(await desk.trade(account)).toMatchObject({ openQuantity: '11', quantity: '11' });
  });

  /** An account whose last fills were recorded by the process under test. */
  async function filledAccount(fills: number): Promise<{ account: string; accountId: number }> {
    const account = await desk.account();
    for (const _ of oneTo(fills)) {
      await desk.recorded('fills', aFill({ account }));
    }
    const [row] = await desk.query<{ account_id: string }>(
      'SELECT account_id FROM accounts WHERE account = ?',
      [account],
    );
    return { account, accountId: Number(row?.account_id) };
  }

  async function attempts(
    on: Desk,
    accountId: number,
    work: (tx: Tx) => Promise<unknown>,
  ): Promise<string[]> {
    const seen: string[] = [];
    await runOn(on, accountId, seen, work);
    return seen;
  }

  function runOn(
    on: Desk,
    accountId: number,
    ...[seen, work]: [string[], (tx: Tx) => Promise<unknown>]
  ): Promise<void> {
    return on.app.app.get(UnitOfWork).run(
      accountId,
      async (tx) => {
        seen.push(tx.isTentative ? 'tentative' : 'earnest');
        await tx.ready;
        await work(tx);
      },
      { tentative: true },
    );
  }

  /** Writes one row that can be counted. */
  function append(tx: Tx): Promise<void> {
    return sessionOf(tx).write({
      sql: "INSERT INTO events (account_id, seq, type, recorded_at, data) VALUES (?, 0, 'note', now(), '{}')",
      values: [tx.accountId],
      rows: [],
    });
  }

  async function notes(accountId: number): Promise<number> {
    const rows = await desk.query('SELECT seq FROM events WHERE account_id = ? AND seq = 0', [accountId]);
    return rows.length;
  }
});
