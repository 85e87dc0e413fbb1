import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { StreamProbe } from '../support/stream.js';

describe.each(DIALECTS)('the live stream on %s', (dialect) => {
  let app: TestApp;
  let fillCount = 0;
  const probes: StreamProbe[] = [];

  beforeAll(async () => {
    app = await startApp(dialect, { corsOrigins: ['https://desk.example'] });
    await openAccount('demo');
    await openAccount('other');
  });
  afterAll(() => app.close());
  afterEach(() => {
    probes.splice(0).forEach((probe) => {
      probe.close();
    });
  });

  it('greets with the time, the version and where each account stands', async () => {
    const greeting = await connect().ofType('connected');

    expect(greeting).toMatchObject({ version: '0.1.0', accounts: { demo: await seqOf('demo'), other: 0 } });
    expect(Date.parse(greeting.timestamp)).not.toBeNaN();
  });

  it('pushes signal, fill, trade_execution and account_snapshot after their commit', async () => {
    const probe = await subscribed({ accounts: ['demo'] });

    await app.fetchJson('POST', '/api/signals', {
      ...{ account: 'demo', clientSignalId: 'live-1', symbol: 'MNQ', signalType: 'BUY', price: '100' },
      ...{ strategy: 'test', timestamp: '2026-11-20T15:00:00Z' },
    });
    await postFill('demo', 'BUY');
    await postFill('demo', 'SELL');
    await app.fetchJson('POST', '/api/account-snapshots', { account: 'demo', balance: '1', equity: '2' });
    await probe.ofType('account_snapshot');

    const types = probe.messages.filter((message) => 'seq' in message).map(({ type }) => type);
    expect(types).toEqual(['signal', 'fill', 'fill', 'trade_execution', 'account_snapshot']);
  });

  it('replays from the number that the client saw last and then joins without a gap', async () => {
    const before = await seqOf('demo');
    for (let count = 0; count < 5; count += 1) {
      await postFill('demo', 'BUY');
    }
    const probe = await subscribed({ accounts: ['demo'], since: { demo: before } });
    await Promise.all(Array.from({ length: 10 }, () => postFill('demo', 'BUY')));
    await probe.until(() => (probe.seqs('demo').length >= 15 ? true : undefined));

    expect(probe.seqs('demo')).toEqual(Array.from({ length: 15 }, (_, index) => before + index + 1));
  });

  it('sends only the types and symbols that were asked for', async () => {
    const probe = await subscribed({ accounts: ['demo'], types: ['fill'], symbols: ['MES'] });

    await postFill('demo', 'BUY', 'MNQ');
    await postFill('demo', 'BUY', 'MES');
    await probe.ofType('fill');

    expect(probe.messages.filter(({ type }) => type === 'fill').map(({ data }) => data.fill.symbol)).toEqual([
      'MES',
    ]);
  });

  it('shows a bound key its own accounts alone', async () => {
    const { body } = await app.fetchJson('POST', '/api/auth/keys', {
      ...{ name: 'bound', scopes: ['read'], accounts: ['other'] },
    });
    const probe = connect({ 'x-api-key': body.apiKey });
    expect(Object.keys((await probe.ofType('connected')).accounts)).toEqual(['other']);

    probe.send({ type: 'subscribe', accounts: ['demo'] });
    expect((await probe.ofType('error')).problem.code).toBe('account_forbidden');
  });

  it('answers a ping with a pong that echoes the id', async () => {
    const probe = connect();
    await probe.ofType('connected');
    probe.send({ type: 'ping', id: 7 });

    expect(await probe.ofType('pong')).toMatchObject({ id: 7 });
  });

  it('stops after unsubscribe', async () => {
    const probe = await subscribed({ accounts: ['demo'] });
    probe.send({ type: 'unsubscribe', accounts: ['demo'] });
    await probe.ofType('unsubscribed');
    await postFill('demo', 'BUY');
    probe.send({ type: 'ping' });
    await probe.ofType('pong');

    expect(probe.seqs('demo')).toEqual([]);
  });

  it.each([
    ['no key', {}, 4401],
    ['a wrong key', { 'x-api-key': 'blt_wrong' }, 4401],
    ['a foreign origin', { origin: 'https://evil.example' }, 4403],
  ])('closes a connection with %s', async (_case, headers, code) => {
    const probe = connect({
      'x-api-key': app.adminKey,
      ...headers,
      ...('x-api-key' in headers ? headers : {}),
    });
    const bare = StreamProbe.open(app.url, headers);
    probes.push(bare);

    const closed = code === 4401 ? await bare.closed : await probe.closed;
    expect(closed.code).toBe(code);
  });

  it('admits an origin that is allowed', async () => {
    await expect(
      connect({ 'x-api-key': app.adminKey, origin: 'https://desk.example' }).ofType('connected'),
    ).resolves.toBeDefined();
  });

  it.each([
    ['{', 'malformed_message'],
    ['[]', 'malformed_message'],
    ['{"type":"nonsense"}', 'validation_failed'],
    ['{"type":"subscribe","types":["nonsense"]}', 'validation_failed'],
    ['{"type":"subscribe","accounts":["nobody"]}', 'validation_failed'],
    ['{"type":"subscribe","since":{"demo":-1}}', 'validation_failed'],
    ['{"type":"subscribe","accounts":["demo"],"since":{"demo":999999}}', 'validation_failed'],
  ])('answers %s with a problem and stays open', async (text, code) => {
    const probe = connect();
    await probe.ofType('connected');
    probe.send(text);

    expect((await probe.ofType('error')).problem.code).toBe(code);
    expect(probe.socket.readyState).toBe(probe.socket.OPEN);
  });

  it('closes a connection that sends a frame beyond the limit', async () => {
    const probe = connect();
    await probe.ofType('connected');
    probe.send(JSON.stringify({ type: 'ping', id: 'x'.repeat(1_000_000) }));

    expect((await probe.closed).code).toBe(1009);
  });

  it('closes a connection that floods it with messages', async () => {
    const probe = connect();
    await probe.ofType('connected');
    for (let count = 0; count < 10_000; count += 1) {
      probe.send({ type: 'subscribe', accounts: [] });
    }

    expect((await probe.closed).code).toBe(4429);
  });

  function connect(headers: Record<string, string> = { 'x-api-key': app.adminKey }): StreamProbe {
    const probe = StreamProbe.open(app.url, headers);
    probes.push(probe);
    return probe;
  }

  async function subscribed(message: object): Promise<StreamProbe> {
    const probe = connect();
    await probe.ofType('connected');
    probe.send({ type: 'subscribe', ...message });
    await probe.ofType('subscribed');
    return probe;
  }

  async function openAccount(account: string): Promise<void> {
    await app.fetchJson('POST', '/api/accounts', { account, name: account, currency: 'USD' });
  }

  async function seqOf(account: string): Promise<number> {
    return (await app.fetchJson('GET', `/api/accounts/${account}`)).body.eventSeq as number;
  }

  async function postFill(account: string, side: 'BUY' | 'SELL', symbol = 'MNQ'): Promise<void> {
    fillCount += 1;
    const { status } = await app.fetchJson('POST', '/api/fills', {
      ...{ account, executionId: `live-${fillCount}`, symbol, side, quantity: '1', price: '100' },
      occurredAt: new Date(Date.UTC(2026, 10, 20, 15, 0, fillCount)).toISOString(),
    });
    expect(status).toBe(201);
  }
});
