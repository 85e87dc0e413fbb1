import type { PostgresPool } from './postgres-pool.js';
import type { PostgresSession } from './postgres-session.js';
import { Tx } from './tx.js';
import { lockAccount, storeEventCounter, UnitOfWork, type LockTarget } from './unit-of-work.js';

/**
 * One transaction per run. BEGIN, the account's lock and the first reads of the work travel together, and so do its
 * writes and the COMMIT: a run that reads once and writes once takes two round trips.
 */
export class PostgresUnitOfWork extends UnitOfWork {
  constructor(private readonly pool: PostgresPool) {
    super();
  }

  protected override async runOutermost<T>(account: LockTarget, work: (tx: Tx) => Promise<T>): Promise<T> {
    const { tx, value } = await this.pool.use(async (session) => {
      const begun = session.control('BEGIN');
      begun.catch(() => undefined);
      const running = new Tx(session, account);
      lockAccount(running, session);
      try {
        const result = await work(running);
        await Promise.all([begun, running.ready]);
        storeEventCounter(running, session);
        await commit(session, running);
        return { tx: running, value: result };
      } catch (error) {
        await Promise.allSettled(running.sent);
        await session.control('ROLLBACK');
        // The lock decides: whatever failed behind an account that does not exist, that is the reason.
        await running.ready;
        throw error;
      }
    });
    tx.committed();
    return value;
  }
}

async function commit(session: PostgresSession, tx: Tx): Promise<void> {
  const committed = session.control('COMMIT');
  await Promise.all([...tx.sent, committed]);
  if ((await committed) !== 'COMMIT') {
    throw new Error('Expected the transaction to commit, the server rolled it back');
  }
}
