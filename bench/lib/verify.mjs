import { openSql } from './sql.mjs';

/** What must hold after the run: every answered fill is there once, and each account's events are 1..N. Returns what does not. */
export async function verifyRecorded(database, answered) {
  const sql = await openSql(database);
  try {
    const failures = [];
    const [fills] = await sql.query(
      `SELECT COUNT(*) AS stored, (SELECT COUNT(*) FROM (SELECT DISTINCT account_id, execution_id FROM fills) d) AS unique_fills FROM fills`,
    );
    if (Number(fills.stored) !== answered || Number(fills.unique_fills) !== answered) {
      failures.push(
        `${database.dialect}: ${answered} fills were answered with 201, ${fills.stored} are stored, ${fills.unique_fills} distinct`,
      );
    }
    const accounts = await sql.query(
      `SELECT a.account, a.event_seq, COUNT(e.seq) AS events, MIN(e.seq) AS first, MAX(e.seq) AS last,
              COUNT(CASE WHEN e.type = 'fill' THEN 1 END) AS fill_events
       FROM accounts a LEFT JOIN events e ON e.account_id = a.account_id GROUP BY a.account, a.event_seq`,
    );
    let fillEvents = 0;
    for (const { account, event_seq: counter, events, first, last, fill_events: ofFills } of accounts) {
      fillEvents += Number(ofFills);
      if (
        Number(first ?? 1) !== 1 ||
        Number(last ?? 0) !== Number(events) ||
        Number(counter) !== Number(events)
      ) {
        failures.push(
          `${database.dialect}: events of ${account} are ${first}..${last}, counter ${counter}, ${events} rows`,
        );
      }
    }
    if (fillEvents !== answered) {
      failures.push(`${database.dialect}: ${answered} fills, ${fillEvents} fill events`);
    }
    return failures;
  } finally {
    await sql.close();
  }
}
