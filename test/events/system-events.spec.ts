import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '../../src/events/event-types.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { StreamProbe } from '../support/stream.js';

describe.each(DIALECTS)('system events on %s', (dialect) => {
  let app: TestApp;
  let probe: StreamProbe;

  beforeAll(async () => {
    app = await startApp(dialect);
    await app.fetchJson('POST', '/api/accounts', { account: 'demo', name: 'Demo', currency: 'USD' });
    probe = StreamProbe.open(app.url, { 'x-api-key': app.adminKey });
    await probe.ofType('connected');
    probe.send({ type: 'subscribe', accounts: ['demo'], types: ['system_event'] });
    await probe.ofType('subscribed');
  });
  afterAll(async () => {
    probe.close();
    await app.close();
  });

  it('tell what an edit of the account changed, and nothing of an edit that changes nothing', async () => {
    const edited = await patch({ name: 'Desk 1', startingBalance: '50000' });
    await patch({ name: 'Desk 1', startingBalance: '50000.00' });
    await patch({ isActive: false });
    await patch({ isActive: true });
    await probe.next(({ seq }) => seq === 3);

    expect(edited.body.eventSeq).toBe(1);
    const seen = probe.messages
      .filter(({ type }) => type === 'system_event')
      .map(({ seq, data: { event, changed } }) => [seq, event, changed]);
    expect(seen).toEqual([
      [1, 'account_changed', ['name', 'startingBalance']],
      [2, 'account_deactivated', ['isActive', 'deactivatedAt']],
      [3, 'account_activated', ['isActive', 'deactivatedAt']],
    ]);
    expect(probe.messages.at(-1).data.settings).toMatchObject({ name: 'Desk 1', isActive: true });
  });

  function patch(changes: object): ReturnType<TestApp['fetchJson']> {
    return app.fetchJson('PATCH', '/api/accounts/demo', changes);
  }
});

describe('docs/stream.md', () => {
  it('describes every event type', () => {
    const rows = readFileSync('docs/stream.md', 'utf8').match(/^\| `[a-z_]+`.*$/gm) ?? [];
    const described = rows.flatMap((row) => row.split('|')[1]?.match(/[a-z]+_?[a-z_]*/g) ?? []);

    expect(described).toEqual(expect.arrayContaining([...EVENT_TYPES]));
  });
});
