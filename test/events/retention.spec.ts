import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventRetention } from '../../src/events/event-retention.js';
import { TestClock } from '../access/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { aFill } from '../support/builders.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { SseProbe } from '../support/sse.js';
import { StreamProbe } from '../support/stream.js';

const DAY_MS = 24 * 3_600_000;
const RETENTION = 30;

/** Five events of "demo" and one of "quiet" are 31 days old, three more of "demo" are 11 days old. */
describe.each(DIALECTS)('a log of 30 days on %s', (dialect) => {
  let app: TestApp;
  let clock: TestClock;
  let scratch: ScratchDatabase;

  beforeEach(async () => {
    clock = new TestClock();
    scratch = await scratchDatabase(dialect);
    app = await start();
    for (const account of ['demo', 'quiet']) {
      await app.fetchJson('POST', '/api/accounts', { account, name: account, currency: 'USD' });
    }
    await postFills('demo', 5);
    await postFills('quiet', 1);
    clock.advance(20 * DAY_MS);
    await postFills('demo', 3);
    clock.advance(11 * DAY_MS);
  });
  afterEach(async () => {
    await app.close();
    await scratch.drop();
  });

  it('loses what is older, never the newest event of an account, and no number', async () => {
    expect(await trim()).toBe(5);
    expect(await trim()).toBe(0);

    expect(await keptSeqs()).toEqual({ demo: [6, 7, 8], quiet: [1] });
    expect((await app.fetchJson('GET', '/api/accounts/demo')).body.eventSeq).toBe(8);
    await postFills('demo', 1);
    expect((await keptSeqs()).demo).toEqual([6, 7, 8, 9]);
  });

  it('has an event for exactly as long as it says', async () => {
    clock.advance(-1 * DAY_MS);
    expect(await trim()).toBe(0);
    clock.advance(1);
    expect(await trim()).toBe(5);
  });

  it('tells a socket that comes too late to read the state, and goes on live', async () => {
    await trim();
    const late = await connect();
    late.send({ type: 'subscribe', accounts: ['demo'], since: { demo: 4 } });

    expect(await late.ofType('resync_required')).toMatchObject({
      ...{ account: 'demo', since: 4, oldest: 6, current: 8 },
      state: expect.arrayContaining(['/api/accounts/demo', '/api/trades?account=demo&status=OPEN']),
    });
    await postFills('demo', 1);
    await late.ofType('fill');
    expect(late.seqs('demo')).toEqual([9]);
    late.close();
  });

  it('replays whole to whoever saw the last event that was deleted', async () => {
    await trim();
    const socket = await connect();
    socket.send({ type: 'subscribe', accounts: ['demo'], since: { demo: 5 } });
    await socket.next(({ seq }) => seq === 8);

    expect(socket.seqs('demo')).toEqual([6, 7, 8]);
    expect(socket.messages.some(({ type }) => type === 'resync_required')).toBe(false);
    socket.close();
  });

  it('answers 410 over HTTP, with where to go on, and every place it names exists', async () => {
    await trim();
    await app.fetchJson('POST', '/api/account-snapshots', { account: 'demo', balance: '1', equity: '1' });
    const { status, body, headers } = await app.fetchJson(
      'GET',
      '/api/events?account=demo&since=4&types=signal',
    );

    expect(status).toBe(410);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'resync_required', account: 'demo', since: 4, oldest: 6, current: 9 });
    for (const path of body.state as string[]) {
      expect([path, (await app.fetchJson('GET', path)).status]).toEqual([path, 200]);
    }
    const page = await app.fetchJson('GET', '/api/events?account=demo&since=5&limit=3');
    expect(page.body.items.map(({ seq }: { seq: number }) => seq)).toEqual([6, 7, 8]);
    expect((await app.fetchJson('GET', '/api/events?account=demo&limit=1')).body.items[0].seq).toBe(6);
  });

  it('sends resync_required as an event whose id is where to go on', async () => {
    await trim();
    const stream = await SseProbe.open(`${app.url}/api/events/stream?account=demo`, {
      'x-api-key': app.adminKey,
      'last-event-id': 'demo:0',
    });
    const { id, data } = await stream.ofType('resync_required');

    expect(data).toMatchObject({ account: 'demo', since: 0, oldest: 6, current: 8 });
    expect(id).toBe('demo:8');
    await postFills('demo', 1);
    expect((await stream.ofType('fill')).id).toBe('demo:9');
    stream.close();
  });

  it('has no hole when a clock was set back', async () => {
    await postFills('quiet', 1);
    clock.advance(-60 * DAY_MS);
    await postFills('quiet', 1);
    clock.advance(60 * DAY_MS);
    await postFills('quiet', 1);
    await trim();

    expect((await keptSeqs()).quiet).toEqual([2, 3, 4]);
  });

  it('is trimmed in batches, to the end', async () => {
    await byHand(
      scratch.options,
      `INSERT INTO events (account_id, seq, type, symbol, recorded_at, data)
       WITH RECURSIVE numbers (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2500)
       SELECT events.account_id, n, 'fill', 'MNQ', recorded_at, '{}'
       FROM numbers, events JOIN accounts ON accounts.account_id = events.account_id WHERE account = 'quiet'`,
    );
    await byHand(scratch.options, "UPDATE accounts SET event_seq = 2500 WHERE account = 'quiet'");

    expect(await trim()).toBe(5 + 2499);
    expect(await keptSeqs()).toEqual({ demo: [6, 7, 8], quiet: [2500] });
  });

  it('is trimmed when a process starts', async () => {
    await app.close();
    app = await start();

    // The start does not wait for it. Should it never come, the test's own timeout ends this.
    let kept = await keptSeqs();
    while (kept.demo?.[0] === 1) {
      kept = await keptSeqs();
    }
    expect(kept.demo).toEqual([6, 7, 8]);
  });

  it('keeps everything when the retention is 0', async () => {
    await app.close();
    app = await start(0);

    expect(await trim()).toBe(0);
    expect((await keptSeqs()).demo).toHaveLength(8);
  });

  function start(eventRetentionDays = RETENTION): Promise<TestApp> {
    return startApp(dialect, { clock, scratch, eventRetentionDays });
  }

  function trim(): Promise<number> {
    return app.app.get(EventRetention).deleteExpired();
  }

  async function connect(): Promise<StreamProbe> {
    const probe = StreamProbe.open(app.url, { 'x-api-key': app.adminKey });
    await probe.ofType('connected');
    return probe;
  }

  async function postFills(account: string, count: number): Promise<void> {
    for (let posted = 0; posted < count; posted += 1) {
      const { status } = await app.fetchJson('POST', '/api/fills', aFill({ account }));
      expect(status).toBe(201);
    }
  }

  async function keptSeqs(): Promise<Record<string, number[]>> {
    const rows = await byHand<{ account: string; seq: string }>(
      scratch.options,
      'SELECT account, seq FROM events JOIN accounts ON accounts.account_id = events.account_id ORDER BY seq',
    );
    const kept: Record<string, number[]> = {};
    for (const { account, seq } of rows) {
      (kept[account] ??= []).push(Number(seq));
    }
    return kept;
  }
});
