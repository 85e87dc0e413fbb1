import type { Dialect, SqlRow, SqlValue } from './dialect.js';
import type { WriteStatement } from './write-statement.js';

/** Runs SQL on one connection. Placeholders are written `?` in both dialects. */
export interface Session {
  readonly dialect: Dialect;
  query<Row extends object = SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /**
   * As `query`, each row an array of its columns in order. For wide rows in number: a driver spends as much on naming
   * the columns of a row as on reading them (better-sqlite3: 12 µs against 6 for the 50 columns of an export).
   */
  queryArrays?(sql: string, values?: readonly SqlValue[]): Promise<SqlValue[][]>;
}

/** A connection inside a transaction: it may write. */
export interface WriteSession extends Session {
  /**
   * Writes without an answer. On Postgres writes that wait together are joined and travel as one statement where that
   * is safe.
   */
  write(statement: WriteStatement): Promise<void>;
}

/**
 * A running transaction that holds one account's lock, or the lock of the installation.
 *
 * Opaque on purpose: services pass it on and cannot reach the connection; repositories take the session out with
 * `sessionOf`. A write method that requires a Tx cannot be called outside `UnitOfWork.run`.
 */
export class Tx {
  readonly #session: WriteSession;
  #eventSeq = 0;
  #eventSeqAtStart = 0;
  #ready: Promise<void> = Promise.resolve();
  readonly #afterCommit: (() => void)[] = [];
  readonly #sent: Promise<unknown>[] = [];

  /** True when nothing is locked yet; see `RunOptions`. */
  readonly isTentative: boolean;

  constructor(
    session: WriteSession,
    /** The locked account; null for work that concerns no account. */
    readonly accountId: number | null,
    { isTentative = false } = {},
  ) {
    this.#session = session;
    this.isTentative = isTentative;
  }

  static session(tx: Tx): WriteSession {
    return tx.#session;
  }

  /** Resolves once the account's row is locked; on Postgres statements may be sent ahead of that answer. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** For UnitOfWork: the promise that yields the locked row's event counter. */
  begin(counter: Promise<number>): void {
    this.#ready = counter.then((seq) => {
      this.#eventSeq = seq;
      this.#eventSeqAtStart = seq;
    });
  }

  /** The next number in the account's gapless event sequence. Call after `ready`. */
  nextEventSeq(): number {
    this.#eventSeq += 1;
    return this.#eventSeq;
  }

  /** The account's latest event number when the lock was taken. Call after `ready`. */
  get eventSeqAtStart(): number {
    return this.#eventSeqAtStart;
  }

  /** The account's latest event number as this transaction leaves it. */
  get eventSeqAtEnd(): number {
    return this.#eventSeq;
  }

  /** The counter to store at commit, or null when no event was recorded. */
  get changedEventSeq(): number | null {
    return this.#eventSeq === this.#eventSeqAtStart ? null : this.#eventSeq;
  }

  /**
   * Leaves a write to be awaited together with the commit, so that on Postgres both travel in one round trip.
   * The transaction fails when the write does.
   */
  send(write: Promise<unknown>): void {
    write.catch(() => undefined);
    this.#sent.push(write);
  }

  /** For UnitOfWork: the writes left by `send`. */
  get sent(): readonly Promise<unknown>[] {
    return this.#sent;
  }

  /** Registers work for after the commit; it is dropped when the transaction rolls back. */
  afterCommit(action: () => void): void {
    this.#afterCommit.push(action);
  }

  /** For UnitOfWork: runs what was registered. */
  committed(): void {
    for (const action of this.#afterCommit) {
      action();
    }
  }
}

/** The connection behind a transaction. For repositories only. */
export function sessionOf(tx: Tx): WriteSession {
  return Tx.session(tx);
}
