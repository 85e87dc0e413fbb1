import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { sessionOf } from '../../src/database/tx.js';
import { aFill, aSignal } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { Desk, oneTo } from './desk.js';

/** A promise, and the function that resolves it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

class Provoked extends Error {}

describe.each(DIALECTS)('a transaction that rolls back on %s', (dialect) => {
  let desk: Desk;
  let unitOfWork: UnitOfWork;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
    unitOfWork = desk.app.app.get(UnitOfWork);
  });
  afterAll(() => desk.close());

  async function idOf(account: string): Promise<number> {
    const [row] = await desk.query<{ account_id: unknown }>(
      'SELECT account_id FROM accounts WHERE account = ?',
      [account],
    );
    return Number(row?.account_id);
  }

  /** Renames the account, lets `meanwhile` happen, and fails. */
  async function failAfter(account: string, meanwhile: Promise<unknown>): Promise<void> {
    const run = unitOfWork.run(await idOf(account), async (tx) => {
      await tx.ready;
      await sessionOf(tx).query("UPDATE accounts SET name = 'uncommitted' WHERE account_id = ?", [
        tx.accountId,
      ]);
      await meanwhile;
      throw new Provoked();
    });
    await expect(run).rejects.toBeInstanceOf(Provoked);
  }

  it('loses nobody else’s write', async () => {
    const [failing, other] = await Promise.all([desk.account(), desk.account()]);
    const posted = oneTo(30).map(() => desk.post('fills', aFill({ account: other })));

    await Promise.all(oneTo(5).map(() => failAfter(failing, Promise.resolve())));

    expect((await Promise.all(posted)).map(({ status }) => status)).toEqual(Array<number>(30).fill(201));
    expect(await desk.fills(other)).toHaveLength(30);
  });

  it('loses no write of another account that was answered while it ran', async () => {
    const [failing, other] = await Promise.all([desk.account(), desk.account()]);
    const release = gate();
    const failed = failAfter(failing, release.opened);
    const posted = oneTo(10).map(() => desk.post('signals', aSignal({ account: other })));
    // On SQLite these wait for the gate; on Postgres they commit beside the open transaction.
    release.open();

    await Promise.all([failed, ...posted]);

    expect((await desk.read(`signals?account=${other}`)).items).toHaveLength(10);
  });

  it('takes back what it wrote', async () => {
    const account = await desk.account({ name: 'before' });

    await failAfter(account, Promise.resolve());

    expect((await desk.read(`accounts/${account}`)).name).toBe('before');
  });

  it('leaves the event numbers without a gap', async () => {
    const account = await desk.account();
    await desk.recorded('signals', aSignal({ account }));

    await failAfter(account, Promise.resolve());
    await desk.recorded('signals', aSignal({ account }));

    expect((await desk.events(account)).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('is not seen by readers before it ends', async () => {
    const account = await desk.account({ name: 'before' });
    const [written, release] = [gate(), gate()];
    const run = unitOfWork.run(await idOf(account), async (tx) => {
      await tx.ready;
      await sessionOf(tx).query("UPDATE accounts SET name = 'uncommitted' WHERE account_id = ?", [
        tx.accountId,
      ]);
      written.open();
      await release.opened;
      throw new Provoked();
    });
    await written.opened;

    const seen = await desk.read(`accounts/${account}`);
    release.open();
    await run.catch(() => undefined);

    expect(seen.name).toBe('before');
  });

  it('does not keep the account locked', async () => {
    const account = await desk.account();
    await failAfter(account, Promise.resolve());

    expect((await desk.post('signals', aSignal({ account }))).status).toBe(201);
  });

  it('publishes none of its after-commit work', async () => {
    const account = await desk.account();
    const published: string[] = [];

    await unitOfWork
      .run(await idOf(account), async (tx) => {
        tx.afterCommit(() => published.push('seen'));
        throw new Provoked();
      })
      .catch(() => undefined);

    expect(published).toEqual([]);
  });
});
