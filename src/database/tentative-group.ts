import { Tx, type WriteSession } from './tx.js';
import { joinRecords, withParts } from './combined-write.js';
import { type BoundStatement, valuesOfWrite, type WriteStatement } from './write-statement.js';

/** A tentative run turned out to need the database before it could decide: it is run again in earnest. */
export class ReadNeededError extends Error {
  constructor() {
    super('A tentative run may not read');
  }
}

/** Gathers what a run writes; refuses whatever needs an answer. */
export class TentativeSession implements WriteSession {
  readonly dialect = 'postgres';
  readonly writes: WriteStatement[] = [];
  readonly #touched = new Set<string>();

  query<Row extends object>(): Promise<Row[]> {
    return Promise.reject(new ReadNeededError());
  }

  /** Writes of one run to the same row would need an order, which the parts of a statement do not have. */
  write(statement: WriteStatement): Promise<void> {
    if (statement.rows.some((row) => this.#touched.has(row))) {
      return Promise.reject(new ReadNeededError());
    }
    statement.rows.forEach((row) => this.#touched.add(row));
    this.writes.push(statement);
    return Promise.resolve();
  }
}

/** A run that has decided, and what it took for granted. */
export interface TentativeRun {
  tx: Tx;
  session: TentativeSession;
}

export function beginTentative(accountId: number, eventSeq: number): TentativeRun {
  const session = new TentativeSession();
  const tx = new Tx(session, accountId, { isTentative: true });
  tx.begin(Promise.resolve(eventSeq));
  return { tx, session };
}

/**
 * Takes the accounts' rows in the order of their ids, and moves those whose event counter is still the expected one.
 * The rest of the statement happens only if that was all of them: otherwise the division by zero takes everything back.
 */
const HELD = `UPDATE accounts SET event_seq = due.event_seq FROM (
    SELECT held.account_id, run.event_seq FROM accounts held
      JOIN json_to_recordset(?) AS run(account_id bigint, expected bigint, event_seq bigint)
        ON run.account_id = held.account_id AND run.expected = held.event_seq
      ORDER BY held.account_id FOR UPDATE OF held
  ) due WHERE accounts.account_id = due.account_id RETURNING 1`;
const ALL_HELD = 'SELECT 1 / (SELECT (COUNT(*) = ?)::integer FROM w0) AS all_held';

/** All runs as one statement, which Postgres does as a whole or not at all: no BEGIN, no COMMIT, one round trip. */
export function tentativeStatement(runs: readonly TentativeRun[]): BoundStatement {
  const counters = runs.map(({ tx }) => ({
    account_id: tx.accountId,
    expected: tx.eventSeqAtStart,
    event_seq: tx.eventSeqAtEnd,
  }));
  const held: WriteStatement = { sql: HELD, records: counters, rows: [] };
  const parts = [held, ...joinRecords(runs.flatMap(({ session }) => session.writes))];
  return {
    sql: `${withParts(parts)} ${ALL_HELD}`,
    values: [...parts.flatMap(valuesOfWrite), runs.length],
  };
}
