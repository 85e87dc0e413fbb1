import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { StreamTicketsService } from '../../src/access/stream-tickets.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { StreamProbe } from '../support/stream.js';
import { TestClock } from './support.js';

describe.each(DIALECTS)('stream tickets on %s', (dialect) => {
  const clock = new TestClock(Date.now());
  const probes: StreamProbe[] = [];
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect, { clock, corsOrigins: ['https://desk.example'] });
    for (const account of ['demo', 'other']) {
      await app.fetchJson('POST', '/api/accounts', { account, name: account, currency: 'USD' });
    }
  });
  afterEach(() => {
    probes.splice(0).forEach((probe) => {
      probe.close();
    });
  });
  afterAll(() => app.close());

  it('open one connection, with what the key may see', async () => {
    const { apiKey } = await createKey({ scopes: ['read'], accounts: ['other'] });
    const { status, body } = await takeTicket(apiKey);

    expect(status).toBe(201);
    expect(body).toEqual({
      ticket: expect.stringMatching(/^blt-ticket_[\w-]{43}$/),
      expiresAt: expect.any(String),
    });
    expect(Date.parse(body.expiresAt) - clock.nowMillis()).toBe(30_000);
    const greeting = await open(body.ticket).ofType('connected');
    expect(Object.keys(greeting.accounts)).toEqual(['other']);
    expect((await open(body.ticket).closed).code).toBe(4401);
  });

  it('admit one of many connections that try at once', async () => {
    const { body } = await takeTicket(app.adminKey);
    const attempts = Array.from({ length: 8 }, () => open(body.ticket));
    const outcomes = await Promise.all(
      attempts.map((probe) =>
        Promise.race([probe.ofType('connected').then(() => 'open'), probe.closed.then(({ code }) => code)]),
      ),
    );

    expect(outcomes.filter((outcome) => outcome === 'open')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 4401)).toHaveLength(7);
  });

  it('expire after 30 seconds', async () => {
    const first = (await takeTicket(app.adminKey)).body.ticket as string;
    const second = (await takeTicket(app.adminKey)).body.ticket as string;

    clock.advance(29_999);
    await expect(open(first).ofType('connected')).resolves.toBeDefined();
    clock.advance(1);
    const closed = await open(second).closed;
    expect(closed).toEqual({ code: 4401, reason: expect.stringContaining('expired') });
  });

  it('are void once their key is revoked', async () => {
    const { apiKey, keyId } = await createKey({ scopes: ['read'] });
    const { body } = await takeTicket(apiKey);
    await app.fetchJson('DELETE', `/api/auth/keys/${String(keyId)}`);

    expect((await open(body.ticket).closed).code).toBe(4401);
  });

  it.each(['', 'x', `blt-ticket_${'x'.repeat(43)}`, '\u0000', '%00'])(
    'close a connection that shows %j instead',
    async (ticket) => {
      const closed = await open(ticket).closed;

      expect(closed).toEqual({ code: 4401, reason: expect.stringContaining('ticket') });
    },
  );

  it('stand for a key on no other route', async () => {
    const { body } = await takeTicket(app.adminKey);
    const path = `/api/accounts?ticket=${String(body.ticket)}`;

    expect(await app.fetchJson('GET', path, undefined, { 'x-api-key': '' })).toMatchObject({ status: 401 });
    await expect(open(body.ticket).ofType('connected')).resolves.toBeDefined();
  });

  it('are not used up by a page from elsewhere', async () => {
    const { body } = await takeTicket(app.adminKey);

    expect((await open(body.ticket, { origin: 'https://evil.example' }).closed).code).toBe(4403);
    await expect(
      open(body.ticket, { origin: 'https://desk.example' }).ofType('connected'),
    ).resolves.toBeDefined();
  });

  it('are for keys that may read', async () => {
    const { apiKey } = await createKey({ scopes: ['record'] });

    expect(await takeTicket(apiKey)).toMatchObject({ status: 403, body: { code: 'missing_scope' } });
  });

  it('are never stored in an answer to be replayed', async () => {
    const headers = { 'idempotency-key': 'ticket-1' };
    await app.fetchJson('POST', '/api/stream/tickets', undefined, headers);

    expect(await app.fetchJson('POST', '/api/stream/tickets', undefined, headers)).toMatchObject({
      status: 409,
      body: { code: 'secret_not_replayable' },
    });
  });

  it('are deleted when nobody used them', async () => {
    const tickets = app.app.get(StreamTicketsService);
    clock.advance(30_000);
    await tickets.deleteExpired();
    await takeTicket(app.adminKey);
    await takeTicket(app.adminKey);

    expect(await tickets.deleteExpired()).toBe(0);
    clock.advance(30_000);
    expect(await tickets.deleteExpired()).toBe(2);
  });

  function takeTicket(apiKey: string): ReturnType<TestApp['fetchJson']> {
    return app.fetchJson('POST', '/api/stream/tickets', undefined, { 'x-api-key': apiKey });
  }

  async function createKey(input: object): Promise<{ apiKey: string; keyId: number }> {
    const { body } = await app.fetchJson('POST', '/api/auth/keys', { name: 'page', ...input });
    return body as { apiKey: string; keyId: number };
  }

  function open(ticket: string, headers: Record<string, string> = {}): StreamProbe {
    const probe = StreamProbe.open(app.url, headers, `?ticket=${encodeURIComponent(ticket)}`);
    probes.push(probe);
    return probe;
  }
});

describe('two processes on one Postgres', () => {
  let scratch: ScratchDatabase;
  let apps: TestApp[];

  beforeAll(async () => {
    scratch = await scratchDatabase('postgres');
    apps = [await startApp('postgres', { scratch }), await startApp('postgres', { scratch })];
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await scratch.drop();
  });

  it('accept a ticket of either, once between them', async () => {
    const [issuer] = apps;
    const answer = await issuer?.fetchJson('POST', '/api/stream/tickets');
    const query = `?ticket=${String(answer?.body.ticket)}`;
    const probes = [...apps, ...apps].map(({ url }) => StreamProbe.open(url, {}, query));
    const outcomes = await Promise.all(
      probes.map((probe) =>
        Promise.race([probe.ofType('connected').then(() => 'open'), probe.closed.then(({ code }) => code)]),
      ),
    );
    probes.forEach((probe) => {
      probe.close();
    });

    expect(outcomes.sort()).toEqual([4401, 4401, 4401, 'open']);
  });

  it('accept at one what the other issued', async () => {
    const [issuer, other] = apps;
    const answer = await issuer?.fetchJson('POST', '/api/stream/tickets');
    const probe = StreamProbe.open(other?.url ?? '', {}, `?ticket=${String(answer?.body.ticket)}`);

    await expect(probe.ofType('connected')).resolves.toBeDefined();
    probe.close();
  });
});
