import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fromMillis } from '../../src/common/instant.js';
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

  const download = (signal?: AbortSignal) =>
    fetch(`${app.url}/api/exports/trades.csv`, { headers: { 'x-api-key': app.adminKey }, signal });

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
    const list = jest.spyOn(app.app.get(TradeRepository), 'list');

    await (await download()).text();

    expect(list.mock.calls.length).toBeGreaterThan(10);
    expect(Math.max(...list.mock.calls.map(([, limit]) => limit))).toBeLessThanOrEqual(2000);
  });

  it('does not miss trades that are recorded meanwhile behind the cursor, nor repeat those before it', async () => {
    const list = jest.spyOn(app.app.get(TradeRepository), 'list');
    await openAccount(app, 'busy');
    const [oldest] = await insertTrades(app, 'busy', [{ entryTime: fromMillis(START - 1000) }]);
    const read = list.getMockImplementation() ?? TradeRepository.prototype.list;
    let late: Trade[] = [];
    list.mockImplementationOnce(async function (this: TradeRepository, ...args) {
      const page = await read.apply(this, args);
      const before = { entryTime: fromMillis(START - 500) };
      const after = { entryTime: fromMillis(START + 1e9) };
      late = await insertTrades(app, 'busy', [before, after]);
      return page;
    });

    const ids = parseCsv(await (await download()).text())
      .slice(1)
      .map(([tradeId]) => Number(tradeId));

    expect(new Set(ids).size).toBe(TRADES + 2);
    expect(ids.slice(-2)).toEqual([late[0]?.tradeId, oldest?.tradeId]);
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

  it('stops reading when the client leaves', async () => {
    const stopped = new Promise<void>((resolve) => {
      pagesAre(async function* () {
        try {
          for (;;) {
            yield trades.slice(0, 1000);
          }
        } finally {
          resolve();
        }
      });
    });
    const client = new AbortController();

    const response = await download(client.signal);
    await response.body?.getReader().read();
    client.abort();

    await expect(stopped).resolves.toBeUndefined();
  });

  it('reads no further than the client does', async () => {
    let pagesRead = 0;
    const stopped = new Promise<void>((resolve) => {
      pagesAre(async function* () {
        try {
          for (;;) {
            pagesRead += 1;
            yield trades.slice(0, 1000);
          }
        } finally {
          resolve();
        }
      });
    });
    const client = new AbortController();
    const response = await download(client.signal);
    await response.body?.getReader().read();

    // A page is about 150 KB: what the kernel's socket buffers take, and no more, has been read when this settles.
    await settled(() => pagesRead);

    expect(pagesRead).toBeLessThan(200);
    client.abort();
    await stopped;
  });
});

/** Waits until a count stands still for 20 turns of the event loop in a row. */
async function settled(count: () => number): Promise<void> {
  let last = -1;
  for (let still = 0; still < 20; still = count() === last ? still + 1 : 0) {
    last = count();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
