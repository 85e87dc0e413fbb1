import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenStreams } from '../../src/events/stream/open-streams.js';
import { startApp, type TestApp } from '../support/app.js';
import { aFill } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { SseProbe } from '../support/sse.js';
import { StreamProbe } from '../support/stream.js';

describe.each(DIALECTS)('open streams on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect);
    await app.fetchJson('POST', '/api/accounts', { account: 'demo', name: 'demo', currency: 'USD' });
  });
  afterAll(() => app.close());

  it('end when their key is revoked, and those of other keys go on', async () => {
    const { body: key } = await app.fetchJson('POST', '/api/auth/keys', { name: 'bot', scopes: ['read'] });
    const revoked = await connect(key.apiKey);
    const other = await connect(app.adminKey);
    const events = await SseProbe.open(`${app.url}/api/events/stream?account=demo`, {
      'x-api-key': key.apiKey,
    });

    await app.fetchJson('DELETE', `/api/auth/keys/${String(key.keyId)}`);
    await app.app.get(OpenStreams).check();

    expect((await revoked.closed).code).toBe(4401);
    await events.ended;
    other.send({ type: 'ping' });
    await expect(other.ofType('pong')).resolves.toBeDefined();
    other.close();
  });

  it('that follow all accounts follow one that is opened later from its first event on', async () => {
    const probe = await connect(app.adminKey);
    const named = await connect(app.adminKey);
    const events = await SseProbe.open(`${app.url}/api/events/stream`, { 'x-api-key': app.adminKey });
    probe.send({ type: 'subscribe', types: ['fill'] });
    named.send({ type: 'subscribe', accounts: ['demo'] });
    await Promise.all([probe.ofType('subscribed'), named.ofType('subscribed'), events.ofType('subscribed')]);

    await app.fetchJson('POST', '/api/accounts', { account: 'late', name: 'late', currency: 'USD' });
    for (const side of ['BUY', 'SELL', 'BUY']) {
      await app.fetchJson('POST', '/api/fills', aFill({ account: 'late', side }));
    }
    await probe.until(() => (probe.seqs('late').length === 3 ? true : undefined));
    await events.next(({ id }) => id?.includes('late:4') === true);
    named.send({ type: 'ping' });
    await named.ofType('pong');

    expect(probe.seqs('late')).toEqual([1, 2, 4]);
    expect(named.seqs('late')).toEqual([]);
    [probe, named, events].forEach((each) => {
      each.close();
    });
  });

  it('are not given a new account that their key may not see', async () => {
    const { body } = await app.fetchJson('POST', '/api/auth/keys', {
      ...{ name: 'bound', scopes: ['read'], accounts: ['demo'] },
    });
    const probe = await connect(body.apiKey);
    probe.send({ type: 'subscribe' });
    await probe.ofType('subscribed');

    await app.fetchJson('POST', '/api/accounts', { account: 'hidden', name: 'hidden', currency: 'USD' });
    await app.fetchJson('POST', '/api/fills', aFill({ account: 'hidden' }));
    await app.app.get(OpenStreams).check();
    await app.fetchJson('POST', '/api/fills', aFill({ account: 'demo' }));
    await probe.ofType('fill');

    expect(probe.seqs('hidden')).toEqual([]);
    probe.close();
  });

  async function connect(apiKey: string): Promise<StreamProbe> {
    const probe = StreamProbe.open(app.url, { 'x-api-key': apiKey });
    await probe.ofType('connected');
    return probe;
  }
});
