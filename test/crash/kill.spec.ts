import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '../../src/database/database.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { type AppProcess, startProcess } from '../support/process.js';

const KILLS = Number(process.env.BLOTTER_TEST_KILLS ?? 50);
const WRITERS = 8;
const ACCOUNTS = ['alpha', 'beta'];
const KEY = 'blt_test-admin-key-0000000000000000';

/**
 * Kills the application at random moments under load. What it answered must be there exactly once after the restart,
 * and nothing may be half-written.
 */
describe.each(DIALECTS)('kill -9 under load on %s', (dialect) => {
  let scratch: ScratchDatabase;
  const answered = new Set<string>();
  let sent = 0;

  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
  });
  afterAll(() => scratch.drop());

  it(`keeps every answered fill once and nothing by halves, ${KILLS} times`, async () => {
    for (let round = 0; round < KILLS; round += 1) {
      const app = await startProcess({ BLOTTER_DATABASE_URL: scratch.url, BLOTTER_ADMIN_KEY: KEY });
      if (round === 0) {
        await openAccounts(app.url);
      }
      const load = Promise.allSettled(Array.from({ length: WRITERS }, (_, writer) => write(app, writer)));
      await setTimeout(20 + Math.random() * 180);
      await app.kill();
      await load;
    }
    expect(answered.size).toBeGreaterThan(KILLS);

    const app = await startProcess({ BLOTTER_DATABASE_URL: scratch.url, BLOTTER_ADMIN_KEY: KEY });
    await app.stop();
    await expectWhole();
  }, 600_000);

  /** Sends fills one after the other until the process is gone; remembers those that were answered. */
  async function write(app: AppProcess, writer: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (;;) {
        sent += 1;
        const executionId = `kill-${sent}`;
        const status = await post(`${app.url}/api/fills`, agent, {
          ...{
            account: ACCOUNTS[writer % ACCOUNTS.length],
            executionId,
            symbol: 'MNQ',
            quantity: '1',
            price: '100',
          },
          side: sent % 3 === 0 ? 'SELL' : 'BUY',
          occurredAt: new Date(Date.UTC(2026, 0, 1) + sent * 1000).toISOString(),
        });
        if (status === 201) {
          answered.add(executionId);
        } else {
          throw new Error(`Expected 201, was ${status}`);
        }
      }
    } finally {
      agent.destroy();
    }
  }

  async function expectWhole(): Promise<void> {
    const database = await openDatabase(scratch.options, () => undefined);
    try {
      const fills = await database.query<{ execution_id: string; trade_id: unknown }>(
        'SELECT execution_id, trade_id FROM fills',
      );
      const recorded = fills.map(({ execution_id: id }) => id);
      expect(new Set(recorded).size).toBe(recorded.length);
      expect([...answered].filter((id) => !recorded.includes(id))).toEqual([]);
      expect(fills.filter(({ trade_id: trade }) => trade === null)).toEqual([]);
      await expectGaplessEvents(database, recorded.length);
      await expectPositionsMatch(database);
    } finally {
      await database.close();
    }
  }
});

type Query = Pick<Awaited<ReturnType<typeof openDatabase>>, 'query'>;

/** Events are 1..N per account, the counter is N, and every fill has its event. */
async function expectGaplessEvents(database: Query, fillCount: number): Promise<void> {
  const rows = await database.query<Record<string, unknown>>(
    `SELECT accounts.event_seq AS counter, COUNT(*) AS total, MIN(seq) AS first, MAX(seq) AS last,
            SUM(CASE WHEN type = 'fill' THEN 1 ELSE 0 END) AS fills
     FROM events JOIN accounts ON accounts.account_id = events.account_id GROUP BY accounts.account_id, event_seq`,
  );
  for (const row of rows) {
    expect([Number(row.first), Number(row.last), Number(row.total)]).toEqual([
      1,
      Number(row.counter),
      Number(row.counter),
    ]);
  }
  expect(rows.reduce((sum, row) => sum + Number(row.fills), 0)).toBe(fillCount);
}

/** The open quantity of each account's trades is the sum of its fills. */
async function expectPositionsMatch(database: Query): Promise<void> {
  const fills = await database.query<{ account_id: unknown; side: string; total: unknown }>(
    'SELECT account_id, side, COUNT(*) AS total FROM fills GROUP BY account_id, side',
  );
  const trades = await database.query<{ account_id: unknown; direction: string; open_quantity: string }>(
    "SELECT account_id, direction, open_quantity FROM trades WHERE status = 'OPEN'",
  );
  const position = new Map<number, number>();
  for (const { account_id: account, side, total } of fills) {
    const signed = side === 'BUY' ? Number(total) : -Number(total);
    position.set(Number(account), (position.get(Number(account)) ?? 0) + signed);
  }
  for (const { account_id: account, direction, open_quantity: open } of trades) {
    const signed = direction === 'LONG' ? Number(open) : -Number(open);
    position.set(Number(account), (position.get(Number(account)) ?? 0) - signed);
  }
  expect([...position.values()].filter((difference) => difference !== 0)).toEqual([]);
}

async function openAccounts(url: string): Promise<void> {
  const agent = new Agent();
  for (const account of ACCOUNTS) {
    expect(await post(`${url}/api/accounts`, agent, { account, name: account, currency: 'USD' })).toBe(201);
  }
}

function post(url: string, agent: Agent, body: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': KEY };
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve(response.statusCode ?? 0);
      });
      response.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}
