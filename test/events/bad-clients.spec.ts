import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventsGateway } from '../../src/events/stream/events.gateway.js';
import type { StreamClient } from '../../src/events/stream/stream-client.js';
import { StreamHub } from '../../src/events/stream/stream-hub.js';
import { StreamSession } from '../../src/events/stream/stream-session.js';
import type { Caller } from '../../src/http/scopes.js';
import { startApp, type TestApp } from '../support/app.js';
import { aFill } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { StreamProbe } from '../support/stream.js';

/** More than two pages of the replay, so that it is under way when the next message arrives. */
const HISTORY = 1200;

const ADMIN: Caller = { keyId: 1, name: 'admin', scopes: ['admin'], accounts: null };

/** A reader whose queue is full after the first page, until it reads. */
class SlowReader implements StreamClient {
  readonly isOpen = true;
  readonly #filled = withResolvers();
  readonly #room = withResolvers();
  readonly hasFilled = this.#filled.promise;

  send(): void {
    // What it gets does not matter here.
  }

  drained(): Promise<void> {
    this.#filled.resolve();
    return this.#room.promise;
  }

  read(): void {
    this.#room.resolve();
  }

  close(): void {
    // Nothing to close.
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe.each(DIALECTS)('clients that misbehave on %s', (dialect) => {
  let app: TestApp;
  let probe: StreamProbe;
  const probes: StreamProbe[] = [];

  beforeAll(async () => {
    app = await startApp(dialect);
    // The second one is a legal slug, and a trap for objects that serve as maps. The third is replayed after the first.
    for (const account of ['demo', 'constructor', 'later']) {
      await app.fetchJson('POST', '/api/accounts', { account, name: account, currency: 'USD' });
    }
    const fills = Array.from({ length: HISTORY }, () => aFill({ account: 'demo' }));
    await app.fetchJson('POST', '/api/fills', fills.slice(0, 1000));
    await app.fetchJson('POST', '/api/fills', fills.slice(1000));
  });
  beforeEach(async () => {
    probe = connect();
    await probe.ofType('connected');
  });
  afterEach(async () => {
    await Promise.all(
      probes.splice(0).map((each) => {
        each.close();
        return each.closed;
      }),
    );
    await serverNoticed();
    // Nobody is left, so nothing is.
    expect(app.app.get(StreamHub).size).toEqual({ feeds: 0, subscriptions: 0 });
  });
  afterAll(() => app.close());

  it.each([
    ['half an object', '{"type":"subscribe"'],
    ['a number', '1'],
    ['null', 'null'],
    ['a text', '"subscribe"'],
    ['nothing', ''],
    ['a deep array', '['.repeat(30_000)],
  ])('get a problem for %s', async (_case, text) => {
    probe.send(text);

    expect((await probe.ofType('error')).problem).toMatchObject({ status: 400, code: 'malformed_message' });
    await expectAlive(probe);
  });

  it('get a problem for a binary frame, even if it holds a message', async () => {
    probe.socket.send(Buffer.from('{"type":"subscribe"}'), { binary: true });

    expect((await probe.ofType('error')).problem.code).toBe('malformed_message');
    await expectAlive(probe);
  });

  it.each([
    [{ type: 'subscribe', accounts: 'demo' }, 'accounts'],
    [{ type: 'subscribe', accounts: [1] }, 'accounts'],
    [{ type: 'subscribe', accounts: Array.from({ length: 1001 }, (_, index) => `a${index}`) }, 'accounts'],
    [{ type: 'subscribe', accounts: ['nobody'] }, 'accounts'],
    [{ type: 'subscribe', types: ['connected'] }, 'types'],
    [{ type: 'subscribe', symbols: [null] }, 'symbols'],
    [{ type: 'subscribe', since: [1] }, 'since'],
    [{ type: 'subscribe', since: { demo: 1.5 } }, 'since'],
    [{ type: 'subscribe', since: { demo: '1' } }, 'since'],
    [{ type: 'subscribe', since: { demo: 1e9 } }, 'since'],
    [{ type: 'unsubscribe', accounts: {} }, 'accounts'],
    [{ type: 'publish' }, 'type'],
    [{}, 'type'],
  ])('get a problem that names the field of %j', async (message, field) => {
    probe.send(message);

    const { problem } = await probe.ofType('error');
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ field }] });
    await expectAlive(probe);
  });

  it('are closed with 1009 for a frame of 1 MB', async () => {
    probe.send('x'.repeat(1024 * 1024));

    expect((await probe.closed).code).toBe(1009);
  });

  it('are closed with 4429 after a flood of 10,000 subscribe messages', async () => {
    for (let count = 0; count < 10_000; count += 1) {
      probe.send({ type: 'subscribe', accounts: ['demo'], since: { demo: 0 } });
    }

    expect((await probe.closed).code).toBe(4429);
  });

  it('may leave in the middle of a replay', async () => {
    for (let count = 0; count < 10; count += 1) {
      const hasty = connect();
      await hasty.ofType('connected');
      hasty.send({ type: 'subscribe', since: { demo: 0 } });
      await hasty.ofType('fill');
      hasty.socket.terminate();
    }
    await expectAlive(probe);
  });

  it('take no further account up once they have left', async () => {
    const hub = app.app.get(StreamHub);
    const reader = new SlowReader();
    const session = new StreamSession(reader, ADMIN, {
      ...{ hub, cursors: () => hub.cursors(), now: () => '2026-11-20T15:00:00.000000Z' },
    });
    const message = { type: 'subscribe', types: null, symbols: null, since: new Map([['demo', 0]]) } as const;
    const following = session.receive({ ...message, accounts: ['demo', 'later'] });
    await reader.hasFilled;

    expect(hub.size).toEqual({ feeds: 1, subscriptions: 1 });
    session.end();
    reader.read();
    await following;
    expect(hub.size).toEqual({ feeds: 0, subscriptions: 0 });
  });

  it('may leave before they were greeted', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const hasty = connect();
        await new Promise((resolve) => hasty.socket.once('open', resolve));
        hasty.send({ type: 'subscribe', since: { demo: 0 } });
        hasty.socket.terminate();
        await hasty.closed;
      }),
    );
    await expectAlive(probe);
  });

  it('see each event once though they subscribe again while the replay runs', async () => {
    for (let count = 0; count < 5; count += 1) {
      probe.send({ type: 'subscribe', id: count, accounts: ['demo'], since: { demo: 0 } });
    }
    const last = await probe.next(({ type, id }) => type === 'subscribed' && id === 4);
    await probe.next(({ seq }) => seq === HISTORY);
    await expectAlive(probe);

    const afterLast = probe.messages.slice(probe.messages.indexOf(last)).filter(({ seq }) => seq > 0);
    expect(afterLast.map(({ seq }) => seq)).toEqual(Array.from({ length: HISTORY }, (_, index) => index + 1));
    expect(app.app.get(StreamHub).size.subscriptions).toBe(1);
  });

  it('get what they asked for last, with other filters', async () => {
    probe.send({ type: 'subscribe', accounts: ['demo'], since: { demo: 0 }, symbols: ['MES'] });
    probe.send({ type: 'subscribe', accounts: ['demo'], since: { demo: HISTORY - 2 }, types: ['fill'] });
    await probe.next(({ seq }) => seq === HISTORY);
    probe.send({ type: 'subscribe', accounts: ['demo'], types: ['signal'] });
    await probe.next(({ type, types }) => type === 'subscribed' && types?.[0] === 'signal');
    const seen = probe.seqs('demo').length;
    await app.fetchJson('POST', '/api/accounts/demo/deactivate');
    await app.fetchJson('PATCH', '/api/accounts/demo', { isActive: true });
    await expectAlive(probe);

    expect(probe.seqs('demo').slice(0, 2)).toEqual([HISTORY - 1, HISTORY]);
    expect(probe.seqs('demo')).toHaveLength(seen);
  });

  it('may unsubscribe twice, from what they never had, and in the middle of a replay', async () => {
    probe.send({ type: 'unsubscribe', accounts: ['demo', 'nobody'] });
    probe.send({ type: 'subscribe', id: 'first', accounts: ['demo'], since: { demo: 0 } });
    await probe.ofType('fill');
    probe.send({ type: 'unsubscribe', id: 'second' });
    probe.send({ type: 'unsubscribe', id: 'third' });
    await probe.next(({ id }) => id === 'third');
    const seen = probe.seqs('demo').length;
    await app.fetchJson('POST', '/api/fills', aFill({ account: 'demo' }));
    await expectAlive(probe);

    expect(probe.seqs('demo')).toHaveLength(seen);
    expect(app.app.get(StreamHub).size).toEqual({ feeds: 0, subscriptions: 0 });
  });

  it('follow an account whose name is a word of JavaScript', async () => {
    probe.send({ type: 'subscribe', accounts: ['constructor'] });

    expect((await probe.ofType('subscribed')).accounts).toEqual({ constructor: 0 });
    await app.fetchJson('POST', '/api/fills', aFill({ account: 'constructor' }));
    expect(await probe.ofType('fill')).toMatchObject({ account: 'constructor', seq: 1 });
  });

  function connect(): StreamProbe {
    const opened = StreamProbe.open(app.url, { 'x-api-key': app.adminKey });
    probes.push(opened);
    return opened;
  }

  async function expectAlive(client: StreamProbe): Promise<void> {
    client.send({ type: 'ping', id: 'alive' });
    await client.next(({ type, id }) => type === 'pong' && id === 'alive');
  }

  /** The server hears of the last close a moment after the client: each turn lets it read its sockets. */
  async function serverNoticed(): Promise<void> {
    const gateway = app.app.get(EventsGateway);
    while (gateway.connectionCount > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});
