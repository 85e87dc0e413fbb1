import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { aFill } from '../support/builders.js';
import { byHand } from '../support/by-hand.js';
import { scratchDatabase, type ScratchDatabase } from '../support/databases.js';

describe('a Postgres that cut every connection', () => {
  let scratch: ScratchDatabase;
  let app: TestApp;

  beforeAll(async () => {
    scratch = await scratchDatabase('postgres');
    app = await startApp('postgres', { scratch });
    await app.fetchJson('POST', '/api/accounts', { account: 'demo', name: 'demo', currency: 'USD' });
  });
  afterAll(async () => {
    await app.close();
    await scratch.drop();
  });

  it('is used again by the next request, or by its retry after a 503', async () => {
    await byHand(
      scratch.options,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name LIKE 'blotter%' AND pid <> pg_backend_pid() AND datname = current_database()`,
    );
    const fill = aFill({ account: 'demo', executionId: 'after-the-cut' });

    const first = await app.fetchJson('POST', '/api/fills', fill);
    const second = await app.fetchJson('POST', '/api/fills', fill);

    expect([201, 503]).toContain(first.status);
    expect(second.status).toBe(first.status === 201 ? 200 : 201);
    if (first.status === 503) {
      expect(first.body.code).toBe('database_unavailable');
      expect(first.headers.get('retry-after')).toBe('2');
    }
  });
});
