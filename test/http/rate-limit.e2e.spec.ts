import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, startApp, type TestApp } from '../support/app.js';

describe('the rate limit', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp('sqlite', { rateLimitPerMinute: 5 });
  });
  afterAll(() => app.close());

  it('refuses what a key sends beyond it, says when to come back, and leaves other keys alone', async () => {
    const { body: other } = await app.fetchJson('POST', '/api/auth/keys', {
      name: 'other',
      scopes: ['read'],
    });

    const answers: Answer[] = [];
    for (let count = 0; count < 6; count += 1) {
      answers.push(await app.fetchJson('GET', '/api/accounts'));
    }

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    const last = answers.at(-1);
    expect(last?.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    const elsewhere = await app.fetchJson('GET', '/api/accounts', undefined, { 'x-api-key': other.apiKey });
    expect(elsewhere.status).toBe(200);
  });

  it('counts callers without a key by their address', async () => {
    const answers: Answer[] = [];
    for (let count = 0; count < 6; count += 1) {
      answers.push(await app.fetchJson('GET', '/api/accounts', undefined, { 'x-api-key': '' }));
    }

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  });
});
