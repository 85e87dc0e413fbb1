import { setImmediate } from 'node:timers/promises';
import type { SqliteSession } from './sqlite-session.js';
import { Tx } from './tx.js';
import { lockAccounts, storeEventCounter, UnitOfWork, type LockTarget } from './unit-of-work.js';

interface Job {
  account: LockTarget;
  work: (tx: Tx) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Outcome = { job: Job; tx: Tx; value: unknown } | { job: Job; error: unknown };

/** How many runs may share one commit: enough to hide the sync, few enough to keep the wait short. */
const GROUP_SIZE = 128;

/**
 * The write gate. TypeORM gives all callers of a SQLite data source one connection, where one caller's rollback
 * discards another's finished writes; so every write passes this queue (ADR 1).
 *
 * Runs that wait at the same time share one transaction, each in a savepoint of its own, and are answered after the
 * commit: one sync to the disk serves them all.
 */
export class SqliteUnitOfWork extends UnitOfWork {
  readonly #queue: Job[] = [];
  #draining: Promise<void> | null = null;

  constructor(private readonly session: SqliteSession) {
    super();
  }

  protected override runOutermost<T>(account: LockTarget, work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ account, work, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when no run is waiting or under way. */
  async idle(): Promise<void> {
    while (this.#draining !== null) {
      await this.#draining;
    }
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      // Lets every request that has already arrived join this commit.
      await setImmediate();
      await this.#commitGroup(this.#queue.splice(0, GROUP_SIZE));
    }
    this.#draining = null;
  }

  async #commitGroup(jobs: Job[]): Promise<void> {
    const outcomes: Outcome[] = [];
    try {
      this.session.exec('BEGIN IMMEDIATE');
      for (const job of jobs) {
        outcomes.push(await this.#runInSavepoint(job));
      }
      this.session.exec('COMMIT');
    } catch (error) {
      this.#rollback();
      jobs.forEach((job) => {
        job.reject(error);
      });
      return;
    }
    outcomes.forEach(answer);
  }

  async #runInSavepoint(job: Job): Promise<Outcome> {
    this.session.exec('SAVEPOINT job');
    try {
      const tx = new Tx(this.session, job.account);
      lockAccounts([tx], this.session);
      await tx.ready;
      const value = await job.work(tx);
      storeEventCounter(tx, this.session);
      await Promise.all(tx.sent);
      this.session.exec('RELEASE job');
      return { job, tx, value };
    } catch (error) {
      // A full disk or a corrupt page ends the whole transaction by itself; then there is no savepoint left.
      if (!this.session.inTransaction) {
        throw error;
      }
      this.session.exec('ROLLBACK TO job');
      this.session.exec('RELEASE job');
      return { job, error };
    }
  }

  #rollback(): void {
    if (this.session.inTransaction) {
      this.session.exec('ROLLBACK');
    }
  }
}

function answer(outcome: Outcome): void {
  if ('error' in outcome) {
    outcome.job.reject(outcome.error);
    return;
  }
  outcome.tx.committed();
  outcome.job.resolve(outcome.value);
}
