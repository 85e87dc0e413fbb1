import { NotFoundError } from '../common/errors.js';
import type { Dialect } from './dialect.js';
import { type Session, Tx, type WriteSession } from './tx.js';

/** The account whose row a transaction locks; `null` for work that belongs to the installation. */
export type LockTarget = number | null;

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
  run<T>(target: LockTarget | Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
    return target instanceof Tx ? work(target) : this.runOutermost(target, work);
  }

  protected abstract runOutermost<T>(account: LockTarget, work: (tx: Tx) => Promise<T>): Promise<T>;
}

const LOCK_SQL: Record<Dialect, string> = {
  postgres: 'SELECT event_seq FROM accounts WHERE account_id = ? FOR UPDATE',
  // The write gate is the lock: SQLite has one writer.
  sqlite: 'SELECT event_seq FROM accounts WHERE account_id = ?',
};
const COUNTER_SQL = 'UPDATE accounts SET event_seq = ? WHERE account_id = ?';

/** Takes the account's row; the transaction's `ready` tells when it is held. */
export function lockAccount(tx: Tx, session: Session): void {
  if (tx.accountId === null) {
    return;
  }
  const counter = session.query<{ event_seq: string | bigint }>(LOCK_SQL[session.dialect], [tx.accountId]);
  tx.begin(
    counter.then(([row]) => {
      if (row === undefined) {
        throw new NotFoundError('account_not_found', `Account ${String(tx.accountId)} does not exist`);
      }
      return Number(row.event_seq);
    }),
  );
  // The run awaits it; this only keeps an early rejection from counting as unhandled.
  tx.ready.catch(() => undefined);
}

/** Stores the account's event counter when the transaction recorded events. */
export function storeEventCounter(tx: Tx, session: WriteSession): void {
  const seq = tx.changedEventSeq;
  if (seq !== null) {
    tx.send(session.write(COUNTER_SQL, [seq, tx.accountId], [`accounts ${String(tx.accountId)}`]));
  }
}
