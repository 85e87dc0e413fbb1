import { KnownCounters } from './known-counters.js';
import type { PostgresPool } from './postgres-pool.js';
import type { PostgresSession } from './postgres-session.js';
import { beginTentative, tentativeStatement, type TentativeRun } from './tentative-group.js';
import { Tx } from './tx.js';
import {
  type LockTarget,
  lockAccounts,
  type RunOptions,
  storeEventCounter,
  UnitOfWork,
} from './unit-of-work.js';

interface Job {
  account: LockTarget;
  work: (tx: Tx) => Promise<unknown>;
  isTentative: boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** A job whose work is done, and its transaction. */
interface Done {
  job: Job;
  tx: Tx;
  value: unknown;
}

/** Transactions of one process under way at the same time: enough to keep both sides of the connection busy. */
const MAX_TRANSACTIONS = 3;
/** Runs that share a transaction under load. */
const MAX_GROUP = 16;

/**
 * BEGIN, the locks and the first reads of a run travel together, and so do its writes and the COMMIT: a run that reads
 * once and writes once takes two round trips. A tentative run takes one (ADR 5).
 *
 * Under load runs for different accounts share a transaction: their rows become one INSERT per table, and one commit
 * serves them all. When one of them fails, the transaction is rolled back and each is run again by itself, so that only
 * the culprit fails. Work must therefore be repeatable, which it is: it reads, decides and writes inside.
 */
export class PostgresUnitOfWork extends UnitOfWork {
  readonly #counters = new KnownCounters();
  #queue: Job[] = [];
  #running = 0;
  #scheduled = false;

  constructor(private readonly pool: PostgresPool) {
    super();
  }

  protected override runOutermost<T>(
    account: LockTarget,
    work: (tx: Tx) => Promise<T>,
    options?: RunOptions,
  ): Promise<T> {
    const isTentative = options?.tentative ?? false;
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ account, work, isTentative, resolve: resolve as (value: unknown) => void, reject });
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

  /** Runs of different accounts, all tentative or none; a second one for an account waits for the next transaction. */
  #takeGroup(): Job[] {
    const isTentative = this.#queue[0]?.isTentative;
    const taken = new Map<LockTarget, Job>();
    const left: Job[] = [];
    for (const job of this.#queue) {
      const fits = job.isTentative === isTentative && !taken.has(job.account);
      if (fits && taken.size < MAX_GROUP) {
        taken.set(job.account, job);
      } else {
        left.push(job);
      }
    }
    this.#queue = left;
    return [...taken.values()];
  }

  async #runGroup(jobs: Job[]): Promise<void> {
    const earnest = jobs[0]?.isTentative === true ? await this.#attempt(jobs) : jobs;
    if (earnest.length > 0) {
      await this.#runInEarnest(earnest);
    }
  }

  /** Runs the jobs before anything is locked; returns those that have to be run in earnest. */
  async #attempt(jobs: Job[]): Promise<Job[]> {
    const decided: (Done & TentativeRun)[] = [];
    for (const job of jobs) {
      const outcome = await this.#decide(job);
      if (outcome !== null) {
        decided.push(outcome);
      }
    }
    const left = jobs.filter((job) => !decided.some((outcome) => outcome.job === job));
    if (decided.length === 0) {
      return left;
    }
    try {
      const { sql, values } = tentativeStatement(decided);
      await this.pool.use((session) => session.query(sql, values));
    } catch {
      decided.forEach(({ job }) => {
        this.#counters.doubt(job.account ?? 0);
      });
      return jobs;
    }
    this.#answer(decided);
    return left;
  }

  /** Runs a job with nothing locked; null when it has to be run in earnest. */
  async #decide(job: Job): Promise<(Done & TentativeRun) | null> {
    const accountId = job.account ?? 0;
    const expected = this.#counters.expected(accountId);
    if (expected === null) {
      return null;
    }
    const run = beginTentative(accountId, expected);
    try {
      const value = await job.work(run.tx);
      await Promise.all(run.tx.sent);
      return { ...run, job, value };
    } catch {
      // Whatever it was, the run in earnest has the last word.
      return null;
    }
  }

  async #runInEarnest(jobs: Job[]): Promise<void> {
    try {
      this.#answer(await this.#commit(jobs));
    } catch (error) {
      const [only] = jobs;
      if (only !== undefined && jobs.length === 1) {
        only.reject(error);
        return;
      }
      for (const job of jobs) {
        await this.#runInEarnest([job]);
      }
    }
  }

  #answer(done: readonly Done[]): void {
    for (const { job, tx, value } of done) {
      this.#counters.committed(tx);
      tx.committed();
      job.resolve(value);
    }
  }

  #commit(jobs: Job[]): Promise<Done[]> {
    return this.pool.use(async (session) => {
      const begun = session.control('BEGIN');
      begun.catch(() => undefined);
      const running = jobs.map((job) => ({ job, tx: new Tx(session, job.account) }));
      const transactions = running.map(({ tx }) => tx);
      lockAccounts(transactions, session);
      const results = await Promise.allSettled(running.map(({ job, tx }) => job.work(tx)));
      try {
        await Promise.all([begun, ...transactions.map((tx) => tx.ready)]);
        const values = results.map(valueOrThrow);
        await commit(session, transactions);
        return running.map(({ job, tx }, index) => ({ job, tx, value: values[index] }));
      } catch (error) {
        await Promise.allSettled(transactions.flatMap((tx) => tx.sent));
        await session.control('ROLLBACK');
        throw error;
      }
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
