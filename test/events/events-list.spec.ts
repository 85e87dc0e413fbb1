import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, startApp, type TestApp } from '../support/app.js';
import { aFill } from '../support/builders.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { StreamProbe } from '../support/stream.js';

const HISTORY = 12;
/** More than one page looks at. */
const LONG = 25_000;

describe.each(DIALECTS)('GET /api/events on %s', (dialect) => {
  let app: TestApp;
  let scratch: ScratchDatabase;

  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
    app = await startApp(dialect, { scratch });
    for (const account of ['demo', 'empty', 'long']) {
      await app.fetchJson('POST', '/api/accounts', { account, name: account, currency: 'USD' });
    }
    for (let count = 0; count < HISTORY; count += 1) {
      const symbol = count === 3 ? 'MES' : 'MNQ';
      await app.fetchJson('POST', '/api/fills', aFill({ account: 'demo', symbol }));
    }
    await insertLongLog();
  });
  afterAll(async () => {
    await app.close();
    await scratch.drop();
  });

  it('answers the messages of the socket, in order', async () => {
    const socket = StreamProbe.open(app.url, { 'x-api-key': app.adminKey });
    await socket.ofType('connected');
    socket.send({ type: 'subscribe', accounts: ['demo'], since: { demo: 0 } });
    await socket.next(({ seq }) => seq === HISTORY);
    socket.close();

    const { status, body, headers } = await list('account=demo');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toEqual({
      items: socket.messages.filter(({ seq }) => seq > 0),
      nextSince: HISTORY,
      current: HISTORY,
    });
  });

  it('goes on from nextSince until there is nothing more', async () => {
    const pages: Answer[] = [];
    for (let since = 0; since < HISTORY; since = pages.at(-1)?.body.nextSince as number) {
      pages.push(await list(`account=demo&since=${since}&limit=5`));
    }

    expect(pages.map(({ body }) => body.nextSince as number)).toEqual([5, 10, 12]);
    expect(pages.flatMap(({ body }) => seqsOf(body))).toEqual(numbers(1, HISTORY));
    expect((await list(`account=demo&since=${HISTORY}`)).body).toEqual({
      ...{ items: [], nextSince: HISTORY, current: HISTORY },
    });
  });

  it('filters by type and symbol, and moves on past what it left out', async () => {
    const { body } = await list('account=demo&types=fill&types=signal&symbols=MES,NQ');

    expect(seqsOf(body)).toEqual([4]);
    expect(body.nextSince).toBe(HISTORY);
  });

  it('looks at a bounded part of the log, so that a filter that nothing matches still moves on', async () => {
    const seen: number[] = [];
    let since = 0;
    while (since < LONG) {
      const { body } = await list(`account=long&types=fill&since=${since}`);
      seen.push(...seqsOf(body));
      expect(body.nextSince).toBeGreaterThan(since);
      since = body.nextSince as number;
    }

    expect(seen).toEqual([LONG]);
  });

  it('has an empty page for an account without events', async () => {
    expect((await list('account=empty')).body).toEqual({ items: [], nextSince: 0, current: 0 });
    expect((await list('account=empty&since=0')).status).toBe(200);
  });

  it.each([
    ['', 'account'],
    ['account=demo&since=13', 'since'],
    ['account=empty&since=1', 'since'],
    ['account=demo&since=-1', 'since'],
    ['account=demo&since=1.5', 'since'],
    ['account=demo&limit=0', 'limit'],
    ['account=demo&limit=1001', 'limit'],
    ['account=demo&types=nonsense', 'types'],
    ['account=demo&types=', 'types'],
    ['account=demo&ticket=x', 'ticket'],
  ])('refuses "%s" and names the field', async (query, field) => {
    expect(await list(query)).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ field }] },
    });
  });

  it('tells an unknown account from one that the key may not see', async () => {
    const { body } = await app.fetchJson('POST', '/api/auth/keys', {
      ...{ name: 'bound', scopes: ['read'], accounts: ['empty'] },
    });
    const headers = { 'x-api-key': body.apiKey as string };

    expect(await list('account=nobody')).toMatchObject({ status: 422, body: { code: 'unknown_account' } });
    expect(await list('account=demo', headers)).toMatchObject({
      status: 403,
      body: { code: 'account_forbidden' },
    });
    expect((await list('account=empty', headers)).status).toBe(200);
  });

  function list(query: string, headers?: Record<string, string>): Promise<Answer> {
    return app.fetchJson('GET', `/api/events?${query}`, undefined, headers);
  }

  /** Written at once: so many requests would take longer than the test is worth. */
  async function insertLongLog(): Promise<void> {
    await byHand(
      scratch.options,
      `INSERT INTO events (account_id, seq, type, symbol, recorded_at, data)
       WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${LONG})
       SELECT account_id, n, CASE n WHEN ${LONG} THEN 'fill' ELSE 'signal' END, 'MNQ', accounts.created_at, '{}'
       FROM numbers, accounts WHERE account = 'long'`,
    );
    await byHand(scratch.options, `UPDATE accounts SET event_seq = ${LONG} WHERE account = 'long'`);
  }
});

function seqsOf(body: { items: { seq: number }[] }): number[] {
  return body.items.map(({ seq }) => seq);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
