import type { PostgresPool } from './postgres-pool.js';
import type { PostgresSession } from './postgres-session.js';
import { Tx } from './tx.js';
import { type LockTarget, lockAccounts, storeEventCounter, UnitOfWork } from './unit-of-work.js';

interface Job {
  account: LockTarget;
  work: (tx: Tx) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Transactions of one process under way at the same time: enough to keep both sides of the connection busy. */
const MAX_TRANSACTIONS = 3;
/** Runs that share a transaction under load. */
const MAX_GROUP = 16;

/**
 * BEGIN, the locks and the first reads of a run travel together, and so do its writes and the COMMIT: a run that reads
 * once and writes once takes two round trips.
 *
 * Under load runs for different accounts share a transaction: their INSERTs become one INSERT per table, and one commit
 * serves them all. When one of them fails, the transaction is rolled back and each is run again by itself, so that only
 * the culprit fails. Work must therefore be repeatable, which it is: it reads, decides and writes inside.
 */
export class PostgresUnitOfWork extends UnitOfWork {
  #queue: Job[] = [];
  #running = 0;
  #scheduled = false;

  constructor(private readonly pool: PostgresPool) {
    super();
  }

  protected override runOutermost<T>(account: LockTarget, work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ account, work, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Waits for the end of this turn, in which more runs may arrive. */
  #schedule(): void {
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#pump();
      });
    }
  }

  #pump(): void {
    while (this.#running < MAX_TRANSACTIONS && this.#queue.length > 0) {
      this.#running += 1;
      void this.#runGroup(this.#takeGroup()).finally(() => {
        this.#running -= 1;
        this.#schedule();
      });
    }
  }

  /** Runs of different accounts; a second one for the same account waits for the next transaction. */
  #takeGroup(): Job[] {
    const taken = new Map<LockTarget, Job>();
    const left: Job[] = [];
    for (const job of this.#queue) {
      if (taken.size < MAX_GROUP && !taken.has(job.account)) {
        taken.set(job.account, job);
      } else {
        left.push(job);
      }
    }
    this.#queue = left;
    return [...taken.values()];
  }

  async #runGroup(jobs: Job[]): Promise<void> {
    try {
      await this.#commit(jobs);
    } catch (error) {
      const [only] = jobs;
      if (only !== undefined && jobs.length === 1) {
        only.reject(error);
        return;
      }
      for (const job of jobs) {
        await this.#runGroup([job]);
      }
    }
  }

  async #commit(jobs: Job[]): Promise<void> {
    const { transactions, values } = await this.pool.use(async (session) => {
      const begun = session.control('BEGIN');
      begun.catch(() => undefined);
      const running = jobs.map((job) => new Tx(session, job.account));
      lockAccounts(running, session);
      const results = await Promise.allSettled(jobs.map((job, index) => job.work(at(running, index))));
      try {
        await Promise.all([begun, ...running.map((tx) => tx.ready)]);
        const outcome = results.map(valueOrThrow);
        await commit(session, running);
        return { transactions: running, values: outcome };
      } catch (error) {
        await Promise.allSettled(running.flatMap((tx) => tx.sent));
        await session.control('ROLLBACK');
        throw error;
      }
    });
    jobs.forEach((job, index) => {
      at(transactions, index).committed();
      job.resolve(values[index]);
    });
  }
}

async function commit(session: PostgresSession, transactions: readonly Tx[]): Promise<void> {
  for (const tx of transactions) {
    storeEventCounter(tx, session);
  }
  const committed = session.control('COMMIT');
  await Promise.all([...transactions.flatMap((tx) => tx.sent), committed]);
  if ((await committed) !== 'COMMIT') {
    throw new Error('Expected the transaction to commit, the server rolled it back');
  }
}

function valueOrThrow(result: PromiseSettledResult<unknown>): unknown {
  if (result.status === 'rejected') {
    throw result.reason;
  }
  return result.value;
}

function at(transactions: readonly Tx[], index: number): Tx {
  const tx = transactions[index];
  if (tx === undefined) {
    throw new Error('Expected a transaction per run');
  }
  return tx;
}
