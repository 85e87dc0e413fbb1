import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyWatch } from '../../src/events/stream/key-watch.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { SseProbe } from '../support/sse.js';
import { StreamProbe } from '../support/stream.js';

describe.each(DIALECTS)('the streams of a revoked key on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect);
    await app.fetchJson('POST', '/api/accounts', { account: 'demo', name: 'demo', currency: 'USD' });
  });
  afterAll(() => app.close());

  it('end, and those of other keys go on', async () => {
    const { body: key } = await app.fetchJson('POST', '/api/auth/keys', { name: 'bot', scopes: ['read'] });
    const revoked = await connect(key.apiKey);
    const other = await connect(app.adminKey);
    const events = await SseProbe.open(`${app.url}/api/events/stream?account=demo`, {
      'x-api-key': key.apiKey,
    });

    await app.fetchJson('DELETE', `/api/auth/keys/${String(key.keyId)}`);
    await app.app.get(KeyWatch).check();

    expect((await revoked.closed).code).toBe(4401);
    await events.ended;
    other.send({ type: 'ping' });
    await expect(other.ofType('pong')).resolves.toBeDefined();
    other.close();
  });

  async function connect(apiKey: string): Promise<StreamProbe> {
    const probe = StreamProbe.open(app.url, { 'x-api-key': apiKey });
    await probe.ofType('connected');
    return probe;
  }
});
