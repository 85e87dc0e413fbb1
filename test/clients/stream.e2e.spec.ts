import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Cursors,
  type StreamMessage,
  type StreamOptions,
  StreamRest,
} from '../../clients/ts/src/index.js';
import { EventsGateway } from '../../src/events/stream/events.gateway.js';
import { startApp, type TestApp } from '../support/app.js';
import { aFill, anAccount, aSignal, aSnapshot } from '../support/builders.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { startProcess } from '../support/process.js';
import { StreamReader } from '../support/reader.js';
import { type Fate, TcpProxy } from '../support/tcp-proxy.js';

const KEY = 'blt_test-admin-key-0000000000000000';
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe.each(DIALECTS)('the TypeScript client and the application on %s', (dialect) => {
  let scratch: ScratchDatabase;
  let app: TestApp;
  let proxy: TcpProxy;
  const readers: StreamReader[] = [];

  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
    app = await startApp(dialect, { scratch });
  });
  afterAll(async () => {
    await app.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    proxy = await TcpProxy.open(Number(new URL(app.url).port));
  });
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.stream.close()));
    await proxy.close();
  });

  function read(
    options: Partial<StreamOptions>,
    onMessage?: (message: StreamMessage) => Promise<void>,
  ): StreamReader {
    const reader = new StreamReader({ url: proxy.url, apiKey: app.adminKey, ...options }, onMessage);
    readers.push(reader);
    return reader;
  }

  async function openAccount(): Promise<string> {
    const { account } = anAccount();
    await app.fetchJson('POST', '/api/accounts', anAccount({ account }));
    return account;
  }

  const fate: fc.Arbitrary<Fate> = fc.record({
    afterBytes: fc.nat({ max: 20_000 }),
    how: fc.constantFrom('cut' as const, 'cut' as const, 'stall' as const),
  });

  it('see the same sequence, wherever the connections are cut or stall', async () => {
    const survives = async (fates: Fate[]): Promise<void> => {
      const accounts = [await openAccount(), await openAccount()];
      proxy.fates.push(...fates);
      const timing = { connectMs: 300, silenceMs: 300, backOffCapMs: 5 };
      const whole = read({ accounts, since: 'start', timing });
      const filtered = read({ accounts, since: 'start', types: ['signal'], timing });
      const beat = (): void => app.app.get(EventsGateway).beat();
      for (let round = 0; round < 6; round += 1) {
        await filtered.until(() => filtered.states.at(-1)?.state === 'live');
        await Promise.all(accounts.map((account) => write(app.url, account, 5, beat)));
      }
      await Promise.all([whole.count(120), filtered.count(60)]);

      for (const account of accounts) {
        const signals = whole.events.filter((event) => event.account === account && event.type === 'signal');
        expect(whole.seqs(account)).toEqual(upTo(60));
        expect(filtered.seqs(account)).toEqual(signals.map(({ seq }) => seq));
      }
      await Promise.all([whole.stream.close(), filtered.stream.close()]);
      proxy.fates.length = 0;
    };

    await fc.assert(fc.asyncProperty(fc.array(fate, { minLength: 4, maxLength: 16 }), survives), {
      ...{ numRuns: 8, timeout: 20_000, endOnFailure: true },
    });
  }, 120_000);

  it('move a filtered subscription on with each heartbeat, so that a resume skips what it passed over', async () => {
    const account = await openAccount();
    const saved: Cursors[] = [];
    const moved = new Promise<void>((resolve) => {
      const save = (cursors: Cursors): void => {
        saved.push(cursors);
        if (cursors[account] === 6) {
          resolve();
        }
      };
      const reader = read({
        accounts: [account],
        types: ['flatten_all'],
        cursorStore: { load: () => null, save },
      });
      void reader
        .live()
        .then(() => write(app.url, account, 3))
        .then(() => app.app.get(EventsGateway).beat());
    });
    await moved;

    expect(saved).toEqual([{ [account]: 0 }, { [account]: 6 }]);
  });

  it('agree on a resync: the state is read, then the events behind it follow', async () => {
    const account = await openAccount();
    await app.fetchJson('POST', '/api/account-snapshots', aSnapshot({ account }));
    await write(app.url, account, 3);
    await byHand(
      scratch.options,
      `DELETE FROM events WHERE account_id = ${await idOf(account)} AND seq <= 4`,
    );
    const states: number[] = [];
    const reader = read({ accounts: [account], since: 'start' }, async (message) => {
      if (message.type === 'resync_required') {
        states.push(
          ...(await Promise.all(
            message.state.map(async (path) => (await app.fetchJson('GET', path)).status),
          )),
        );
        await write(app.url, account, 1);
      }
    });
    await reader.count(2);

    expect(reader.messages[0]).toMatchObject({ type: 'resync_required', since: 0, oldest: 5, current: 7 });
    expect(states.length).toBeGreaterThan(0);
    expect(new Set(states)).toEqual(new Set([200]));
    expect(reader.seqs(account)).toEqual([8, 9]);
  });

  it.each([
    ['a wrong key', 'unauthorized', () => ({ apiKey: 'blt_wrong' })],
    ['an account that does not exist', 'validation_failed', () => ({ accounts: ['nobody'] })],
    ['a number from the future', 'validation_failed', (account: string) => ({ since: { [account]: 99 } })],
  ])('part at once over %s', async (_case, code, options) => {
    const reader = read(options(await openAccount()));

    expect(await reader.ended).toMatchObject({ name: 'StreamError', code });
    expect(reader.states.map(({ state }) => state)).toEqual(['connecting', 'ended']);
  });

  it('part over a key that may not read', async () => {
    const { body } = await app.fetchJson('POST', '/api/auth/keys', { name: 'writer', scopes: ['record'] });

    expect(await read({ apiKey: body.apiKey }).ended).toMatchObject({ code: 'missing_scope' });
  });

  it('agree on what was missed, page by page over HTTP', async () => {
    const account = await openAccount();
    await write(app.url, account, 5);
    const rest = new StreamRest({ url: app.url, apiKey: app.adminKey });
    const seqs: number[] = [];
    for await (const event of rest.catchUp({ account, since: 1, limit: 2 })) {
      seqs.push(event.seq);
    }
    const filtered = await rest.readEvents({
      account,
      since: 0,
      types: ['signal', 'fill'],
      symbols: ['MES'],
    });

    expect(seqs).toEqual(upTo(10).slice(1));
    expect(filtered).toEqual({ items: [], nextSince: 10, current: 10 });
    await expect(rest.readEvents({ account, since: 11 })).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  it('continue when the application is killed and started again', async () => {
    const environment = { BLOTTER_DATABASE_URL: scratch.url, BLOTTER_ADMIN_KEY: KEY };
    const account = await openAccount();
    const first = await startProcess(environment);
    proxy.targetPort = Number(new URL(first.url).port);
    const reader = read({ accounts: [account], since: 'start' });
    await write(first.url, account, 10);
    await reader.count(15);
    await first.kill();
    const second = await startProcess(environment);
    proxy.targetPort = Number(new URL(second.url).port);
    await write(second.url, account, 10);
    await reader.count(40);
    await second.stop();

    expect(reader.seqs(account)).toEqual(upTo(40));
  });

  async function idOf(account: string): Promise<number> {
    const sql = `SELECT account_id FROM accounts WHERE account = '${account}'`;
    const [row] = await byHand<{ account_id: string | number }>(scratch.options, sql);
    return Number(row?.account_id);
  }
});

/** Each round records a fill and a signal, in either order: two events. `between` is called when one of them is recorded. */
async function write(
  url: string,
  account: string,
  rounds: number,
  between = (): void => undefined,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const steps = [
      () => post(`${url}/api/fills`, aFill({ account })).then(between),
      () => post(`${url}/api/signals`, aSignal({ account })),
    ];
    await Promise.all((round % 2 === 0 ? steps : steps.reverse()).map((step) => step()));
  }
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };
  const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(status).toBe(201);
}
