import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStreams } from '../../src/events/stream/event-streams.js';
import { EventsGateway } from '../../src/events/stream/events.gateway.js';
import { StreamHub } from '../../src/events/stream/stream-hub.js';
import { startApp, type TestApp } from '../support/app.js';
import { aFill } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { SseProbe } from '../support/sse.js';
import { StreamProbe } from '../support/stream.js';

describe.each(DIALECTS)('Server-Sent Events on %s', (dialect) => {
  let app: TestApp;
  const probes: SseProbe[] = [];

  beforeAll(async () => {
    app = await startApp(dialect, { corsOrigins: ['https://desk.example'] });
    await openAccount('demo');
    await openAccount('other');
  });
  afterEach(async () => {
    probes.splice(0).forEach((probe) => {
      probe.close();
    });
    await nobodyIsLeft();
  });
  afterAll(() => app.close());

  it('begin with the position, from which a reader resumes though it got no event', async () => {
    const probe = await open('account=demo,other');
    const { id, data } = await probe.ofType('subscribed');

    expect(probe.response.statusCode).toBe(200);
    expect(probe.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(probe.headers['cache-control']).toBe('no-store, no-transform');
    expect(probe.headers['x-request-id']).toBeDefined();
    expect(probe.blocks[0]).toEqual({ retry: '2000' });
    expect(data.accounts).toEqual({ demo: await seqOf('demo'), other: await seqOf('other') });
    expect(id).toBe(`demo:${String(data.accounts.demo)},other:${String(data.accounts.other)}`);
  });

  it('carry the same messages as the socket', async () => {
    const socket = StreamProbe.open(app.url, { 'x-api-key': app.adminKey });
    await socket.ofType('connected');
    socket.send({ type: 'subscribe', accounts: ['demo'] });
    await socket.ofType('subscribed');
    const probe = await open('account=demo');
    await probe.ofType('subscribed');
    await postFill('demo');

    const { id, data } = await probe.ofType('fill');
    expect(data).toEqual(await socket.ofType('fill'));
    expect(id).toBe(`demo:${String(data.seq)}`);
    socket.close();
  });

  it('resume several accounts by the id of the last event, without a gap or a repeat', async () => {
    const first = await open('account=demo&account=other');
    await first.ofType('subscribed');
    const start = { demo: await seqOf('demo'), other: await seqOf('other') };
    await Promise.all([postFill('demo'), postFill('other'), postFill('demo')]);
    await first.next(() => first.seqs('demo').length === 2 && first.seqs('other').length === 1);
    first.close();
    await Promise.all([postFill('other'), postFill('demo'), postFill('other')]);
    const second = await open('account=demo&account=other', { 'last-event-id': first.lastId });
    await postFill('demo');
    await second.next(() => second.seqs('demo').length === 2 && second.seqs('other').length === 2);

    const seen = (account: string) => [...first.seqs(account), ...second.seqs(account)];
    expect(seen('demo')).toEqual([1, 2, 3, 4].map((step) => start.demo + step));
    expect(seen('other')).toEqual([1, 2, 3].map((step) => start.other + step));
  });

  it('replay since a number, and prefer Last-Event-ID, which a browser sends with the same URL', async () => {
    await postFill('demo');
    await postFill('demo');
    const current = await seqOf('demo');
    const replayed = await open(`account=demo&since=${current - 2}`);
    await replayed.next(({ data }) => data?.seq === current);
    const resumed = await open(`account=demo&since=${current - 2}`, {
      'last-event-id': `demo:${current - 1}`,
    });
    await resumed.next(({ data }) => data?.seq === current);

    expect(replayed.seqs('demo')).toEqual([current - 1, current]);
    expect(resumed.seqs('demo')).toEqual([current]);
  });

  it('send what the filters let pass; the heartbeat moves the id past the rest', async () => {
    const probe = await open('account=demo&types=fill,signal&symbols=MES');
    await probe.ofType('subscribed');
    await postFill('demo', 'MES');
    await postFill('demo', 'MNQ');
    await probe.ofType('fill');
    app.app.get(EventStreams).beat();
    const beat = await probe.next(({ comment }) => comment === 'heartbeat');

    expect(probe.seqs('demo')).toHaveLength(1);
    expect(beat).toEqual({ comment: 'heartbeat', id: `demo:${await seqOf('demo')}` });
  });

  it('show a bound key its own accounts, and begin accounts opened meanwhile with their first event', async () => {
    const bound = await open('', { 'x-api-key': await boundKey('other') });
    expect(Object.keys((await bound.ofType('subscribed')).data.accounts)).toEqual(['other']);

    const all = await open('');
    await all.ofType('subscribed');
    all.close();
    const late = `late-${dialect}`;
    await openAccount(late);
    await postFill(late);
    const resumed = await open('', { 'last-event-id': all.lastId });
    await resumed.ofType('fill');
    expect(resumed.seqs(late)).toEqual([1]);
  });

  it.each([
    ['account=nobody', {}, 422, 'validation_failed'],
    ['account=demo&types=connected', {}, 422, 'validation_failed'],
    ['account=demo&since=999999', {}, 422, 'validation_failed'],
    ['account=demo,other&since=1', {}, 422, 'validation_failed'],
    ['account=demo&since=demo:x', {}, 422, 'validation_failed'],
    ['account=demo', { 'last-event-id': 'garbage' }, 422, 'validation_failed'],
    ['account=demo&nonsense=1', {}, 422, 'validation_failed'],
    ['account=demo', { 'x-api-key': '' }, 401, 'unauthorized'],
    ['account=demo&ticket=blt-ticket_x', { 'x-api-key': '' }, 401, 'unauthorized'],
  ])('answer %s %j with a problem of status %d', async (query, headers, status, code) => {
    const answer = await app.fetchJson('GET', `/api/events/stream?${query}`, undefined, headers);

    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('refuse accounts that the key is not bound to', async () => {
    const headers = { 'x-api-key': await boundKey('other') };

    expect(await app.fetchJson('GET', '/api/events/stream?account=demo', undefined, headers)).toMatchObject({
      ...{ status: 403, body: { code: 'account_forbidden' } },
    });
  });

  it('take a ticket once, and answer pages of allowed origins', async () => {
    const { body } = await app.fetchJson('POST', '/api/stream/tickets');
    const query = `account=demo&ticket=${String(body.ticket)}`;
    const headers = { 'x-api-key': '', origin: 'https://desk.example' };
    const probe = await open(query, headers);
    await probe.ofType('subscribed');

    expect(probe.headers['access-control-allow-origin']).toBe('https://desk.example');
    expect(await app.fetchJson('GET', `/api/events/stream?${query}`, undefined, headers)).toMatchObject({
      status: 401,
    });
  });

  it('leave nothing behind of a HEAD request', async () => {
    const status = await new Promise((resolve, reject) => {
      const head = request(`${app.url}/api/events/stream?account=demo`, {
        ...{ method: 'HEAD', agent: false, headers: { 'x-api-key': app.adminKey } },
      });
      head.once('response', (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      head.once('error', reject).end();
    });

    expect(status).toBe(200);
    await nobodyIsLeft();
  });

  function open(query: string, headers: Record<string, string> = {}): Promise<SseProbe> {
    const all = Object.entries({ 'x-api-key': app.adminKey, ...headers }).filter(([, value]) => value !== '');
    return SseProbe.open(`${app.url}/api/events/stream?${query}`, Object.fromEntries(all)).then((probe) => {
      probes.push(probe);
      return probe;
    });
  }

  async function boundKey(account: string): Promise<string> {
    const input = { name: 'bound', scopes: ['read'], accounts: [account] };
    return (await app.fetchJson('POST', '/api/auth/keys', input)).body.apiKey as string;
  }

  async function openAccount(account: string): Promise<void> {
    await app.fetchJson('POST', '/api/accounts', { account, name: account, currency: 'USD' });
  }

  async function seqOf(account: string): Promise<number> {
    return (await app.fetchJson('GET', `/api/accounts/${account}`)).body.eventSeq as number;
  }

  async function postFill(account: string, symbol = 'MNQ'): Promise<void> {
    expect((await app.fetchJson('POST', '/api/fills', aFill({ account, symbol }))).status).toBe(201);
  }

  /** The server hears of a close a moment after the client: each turn lets it read its sockets. */
  async function nobodyIsLeft(): Promise<void> {
    while (app.app.get(EventStreams).size + app.app.get(EventsGateway).connectionCount > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(app.app.get(StreamHub).size).toEqual({ feeds: 0, subscriptions: 0 });
  }
});

describe.each(DIALECTS)('a server with open streams on %s', (dialect) => {
  it('ends them and stops at once', async () => {
    const app = await startApp(dialect);
    await app.fetchJson('POST', '/api/accounts', { account: 'demo', name: 'demo', currency: 'USD' });
    const probe = await SseProbe.open(`${app.url}/api/events/stream`, { 'x-api-key': app.adminKey });
    await probe.ofType('subscribed');
    const startedAt = Date.now();
    await app.close();
    await probe.ended;

    // Below the grace period after which the server cuts its connections.
    expect(Date.now() - startedAt).toBeLessThan(2500);
    expect(probe.response.complete).toBe(true);
    expect(probe.blocks.at(-1)?.comment).toContain('server is stopping');
  });
});
