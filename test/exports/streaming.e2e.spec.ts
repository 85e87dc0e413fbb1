import { get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fromMillis } from '../../src/common/instant.js';
import { Database } from '../../src/database/database.js';
import type { Trade } from '../../src/trading/persistence/trade.entity.js';
import { TradeRepository } from '../../src/trading/persistence/trade.repository.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { insertTrades, openAccount, parseCsv, START } from './support.js';

const TRADES = 5000;
const SAME_INSTANT = 7;

describe.each(DIALECTS)('a streamed export on %s', (dialect) => {
  let app: TestApp;
  let trades: Trade[];

  beforeAll(async () => {
    app = await startApp(dialect);
    await openAccount(app, 'demo');
    trades = await insertTrades(
      app,
      'demo',
      Array.from({ length: TRADES }, (_, index) => ({
        entryTime: fromMillis(START + Math.floor(index / SAME_INSTANT) * 1000),
      })),
    );
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => app.close());

  const request = (format = 'csv') => ({
    url: `${app.url}/api/exports/trades.${format}`,
    headers: { 'x-api-key': app.adminKey },
  });
  const download = (query = '') => fetch(request().url + query, { headers: request().headers });

  /** A client that has read the first bytes and pauses. (An aborted `fetch` would open an idle connection at once.) */
  const beginDownload = (format = 'csv') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const { url, headers } = request(format);
      get(url, { headers, agent: false }, (response) => {
        response.once('readable', () => resolve(response));
      }).on('error', reject);
    });

  /** Replaces the pages that the database would give. */
  const pagesAre = (pages: () => AsyncGenerator<Trade[], void>) =>
    jest.spyOn(app.app.get(TradeRepository), 'streamPages').mockImplementation(pages);

  it('has every trade once, newest entry first', async () => {
    const response = await download();
    const rows = parseCsv(await response.text()).slice(1);

    expect(response.headers.get('content-length')).toBeNull();
    expect(rows.map(([tradeId]) => Number(tradeId))).toEqual(trades.map(({ tradeId }) => tradeId).reverse());
  });

  it('asks the database for one page at a time', async () => {
    const query = jest.spyOn(app.app.get(Database), 'queryArrays');

    await (await download()).text();

    const limits = query.mock.calls
      .filter(([sql]) => sql.includes('FROM trades'))
      .map(([, values]) => Number(values?.at(-1)));
    expect(limits.length).toBeGreaterThan(TRADES / 1000);
    expect(Math.max(...limits)).toBeLessThanOrEqual(1000);
  });

  it('reads the columns that it writes and no others', async () => {
    const query = jest.spyOn(app.app.get(Database), 'queryArrays');

    await (await download('?layout=custom&columns=symbol')).text();

    const [sql] = query.mock.calls.map(([text]) => text).filter((text) => text.includes('FROM trades'));
    expect(sql).toMatch(
      /^SELECT trades.symbol, trades.account_id, trades.entry_time, trades.trade_id FROM trades/,
    );
  });

  it('shows what is recorded behind its place meanwhile, and nothing twice', async () => {
    await openAccount(app, 'busy');
    const database = app.app.get(Database);
    const query = database.queryArrays.bind(database);
    let late: Trade[] = [];
    jest.spyOn(database, 'queryArrays').mockImplementation(async (sql, values) => {
      const rows = await query(sql, values);
      if (late.length === 0 && sql.includes('FROM trades')) {
        const [older, newer] = [fromMillis(START - 500), fromMillis(START + 1e9)];
        late = await insertTrades(app, 'busy', [{ entryTime: older }, { entryTime: newer }]);
      }
      return rows;
    });

    const ids = parseCsv(await (await download()).text())
      .slice(1)
      .map(([tradeId]) => Number(tradeId));

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(TRADES + 1);
    expect(ids.at(-1)).toBe(late[0]?.tradeId);
  });

  it('breaks the connection when a later page fails, so that nobody takes a part for the whole', async () => {
    pagesAre(async function* () {
      yield trades.slice(0, 1000);
      throw new Error('The database went away');
    });

    const response = await download();

    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('answers with a problem document when the first page fails', async () => {
    // eslint-disable-next-line require-yield -- it fails before the first page
    pagesAre(async function* () {
      throw new Error('The database went away');
    });

    const response = await download();

    expect(response.status).toBe(500);
    expect(response.headers.get('content-disposition')).toBeNull();
    expect(await response.json()).toMatchObject({ code: 'internal_error' });
  });

  it.each(['csv', 'xlsx', 'parquet'])('stops reading for %s when the client leaves', async (format) => {
    const stopped = new Promise<void>((resolve) => {
      pagesAre(async function* () {
        try {
          for (;;) {
            yield trades.slice(0, 1000).map((trade) => ({ ...trade }));
          }
        } finally {
          resolve();
        }
      });
    });

    const response = await beginDownload(format);
    response.destroy();

    await expect(stopped).resolves.toBeUndefined();
  });

  it.each(['xlsx', 'parquet'])('breaks the connection when a later page of %s fails', async (format) => {
    pagesAre(async function* () {
      // More than a row group of Parquet: the first bytes are then on their way.
      yield trades.map((trade) => ({ ...trade }));
      yield trades.map((trade) => ({ ...trade }));
      throw new Error('The database went away');
    });

    const { url, headers } = request(format);

    await expect(fetch(url, { headers }).then((response) => response.arrayBuffer())).rejects.toThrow();
  });

  describe('with more pages than anybody reads', () => {
    let pagesRead: number;
    let stopped: Promise<void>;

    beforeEach(() => {
      const wide = trades.slice(0, 1).map((trade) => ({ ...trade, notes: 'x'.repeat(150_000) }));
      pagesRead = 0;
      stopped = new Promise((resolve) => {
        pagesAre(async function* () {
          try {
            for (;;) {
              pagesRead += 1;
              yield wide;
            }
          } finally {
            resolve();
          }
        });
      });
    });

    it('reads no further than the client does', async () => {
      const response = await beginDownload();

      // A page is 150 KB; the socket's own buffers take some megabytes before they are full.
      await settled(() => pagesRead);

      expect(pagesRead).toBeLessThan(200);
      response.destroy();
      await stopped;
    });
  });
});

/** Waits until a count stands still for 20 turns of the event loop in a row. */
async function settled(count: () => number): Promise<void> {
  for (let seen = count(), still = 0; still < 20; still += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (count() !== seen) {
      seen = count();
      still = 0;
    }
  }
}
