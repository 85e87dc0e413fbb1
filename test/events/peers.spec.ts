import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { byHand } from '../support/by-hand.js';
import { openStream } from '../support/reader.js';

const EVENTS = 60;

describe('two processes on one Postgres', () => {
  let scratch: ScratchDatabase;
  let apps: TestApp[];

  beforeAll(async () => {
    scratch = await scratchDatabase('postgres');
    apps = [await startApp('postgres', { scratch }), await startApp('postgres', { scratch })];
    await apps[0]?.fetchJson('POST', '/api/accounts', { account: 'demo', name: 'demo', currency: 'USD' });
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await scratch.drop();
  });

  it('deliver every event of both, once and in order, though the database connections are cut', async () => {
    const readers = apps.map((app) => openStream(app, { accounts: ['demo'], since: 'start' }));
    await Promise.all(readers.map((reader) => reader.live()));

    for (let count = 0; count < EVENTS; count += 1) {
      const writer = apps[count % 2];
      if (count === EVENTS / 2) {
        await cutListeners();
      }
      await writer?.fetchJson('POST', '/api/fills', {
        ...{
          account: 'demo',
          executionId: `peer-${count}`,
          symbol: 'MNQ',
          side: 'BUY',
          quantity: '1',
          price: '100',
        },
        occurredAt: new Date(Date.UTC(2026, 10, 20, 15, 0, count)).toISOString(),
      });
    }
    await Promise.all(readers.map((reader) => reader.count(EVENTS)));

    const expected = Array.from({ length: EVENTS }, (_, index) => index + 1);
    expect(readers.map((reader) => reader.seqs('demo'))).toEqual([expected, expected]);
    await Promise.all(readers.map((reader) => reader.stream.close()));
  });

  async function cutListeners(): Promise<void> {
    await byHand(
      scratch.options,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'blotter-listen' AND datname = current_database()`,
    );
  }
});
