import { NotFoundError } from '../common/errors.js';
import { type Session, Tx, type WriteSession } from './tx.js';

/** The account whose row a transaction locks; `null` for work that belongs to the installation. */
export type LockTarget = number | null;

export interface RunOptions {
  /**
   * The work nearly always knows what it needs: it may be run before anything is locked (`tx.isTentative`) and written
   * in one round trip, on the condition that the account's event counter is still what this process saw last. When that
   * fails, when a unique key refuses a row, or when the work reads, it is run again in earnest. For Postgres; on SQLite
   * a lock costs nothing.
   */
  tentative: boolean;
}

/**
 * Runs a business operation as one transaction that holds its account's lock (DESIGN §4).
 *
 * - Everything written inside commits together or not at all.
 * - Two runs for one account never overlap, in this process or another one.
 * - A run inside another one joins it: it is handed the outer transaction in place of the account. (Finding it by
 *   itself would take AsyncLocalStorage, which on Node 20 costs every promise of the process.)
 * - No network call belongs inside.
 */
export abstract class UnitOfWork {
  run<T>(target: LockTarget | Tx, work: (tx: Tx) => Promise<T>, options?: RunOptions): Promise<T> {
    return target instanceof Tx ? work(target) : this.runOutermost(target, work, options);
  }

  protected abstract runOutermost<T>(
    account: LockTarget,
    work: (tx: Tx) => Promise<T>,
    options?: RunOptions,
  ): Promise<T>;
}

const LOCK_SQL = 'SELECT account_id, event_seq FROM accounts WHERE account_id IN';

interface LockedRow {
  account_id: string | bigint;
  event_seq: string | bigint;
}

/**
 * Takes the rows of the transactions' accounts, in order of their ids so that no two groups wait for each other; each
 * transaction's `ready` tells when its own is held. On SQLite the write gate is the lock: there is one writer.
 */
export function lockAccounts(transactions: readonly Tx[], session: Session): void {
  const ids = transactions.flatMap(({ accountId }) => accountId ?? []);
  if (ids.length === 0) {
    return;
  }
  const marks = ids.map(() => '?').join(', ');
  const suffix = session.dialect === 'postgres' ? 'ORDER BY account_id FOR UPDATE' : '';
  const locked = session.query<LockedRow>(`${LOCK_SQL} (${marks}) ${suffix}`, ids);
  for (const tx of transactions.filter(({ accountId }) => accountId !== null)) {
    tx.begin(locked.then((rows) => counterOf(rows, tx.accountId)));
    // The run awaits it; this only keeps an early rejection from counting as unhandled.
    tx.ready.catch(() => undefined);
  }
}

function counterOf(rows: readonly LockedRow[], accountId: number | null): number {
  const row = rows.find(({ account_id: id }) => Number(id) === accountId);
  if (row === undefined) {
    throw new NotFoundError('account_not_found', `Account ${String(accountId)} does not exist`);
  }
  return Number(row.event_seq);
}

const COUNTER_SQL = 'UPDATE accounts SET event_seq = ? WHERE account_id = ?';
const COUNTERS_SQL = `UPDATE accounts SET event_seq = v.event_seq
  FROM json_to_recordset(?) AS v(account_id bigint, event_seq bigint) WHERE accounts.account_id = v.account_id`;

/** Stores the account's event counter when the transaction recorded events. */
export function storeEventCounter(tx: Tx, session: WriteSession): void {
  const seq = tx.changedEventSeq;
  if (seq === null) {
    return;
  }
  const { accountId } = tx;
  const rows = [`accounts ${String(accountId)}`];
  const write =
    session.dialect === 'postgres'
      ? { sql: COUNTERS_SQL, records: [{ account_id: accountId, event_seq: seq }], rows }
      : { sql: COUNTER_SQL, values: [seq, accountId], rows };
  tx.send(session.write(write));
}
