import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { WebhookDispatcher } from '../../src/notifications/webhook-dispatcher.js';
import { startApp, type TestApp } from '../support/app.js';
import { aFill, unique } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { Receiver, type Reply } from '../support/receiver.js';
import { type HookApp, isSigned, startHookApp } from './support.js';

const PATH = '/api/webhook-targets';
const PUBLIC_URL = 'https://desk.example/hook';

describe.each(DIALECTS)('webhook targets over REST on %s', (dialect) => {
  let app: HookApp;
  let receiver: Receiver;
  let account: string;

  beforeAll(async () => {
    app = await startHookApp(dialect);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    receiver = await Receiver.start();
    account = unique('target');
    await app.openAccount(account);
  });
  afterEach(() => receiver.close());

  it('show the secret when they are created and never again', async () => {
    const created = await app.createTarget({
      account,
      url: PUBLIC_URL,
      types: ['fill'],
      description: 'Desk',
    });
    expect(created.secret).toMatch(/^whsec_[\w-]{43}$/);
    expect(created).toMatchObject({
      ...{ account, url: PUBLIC_URL, types: ['fill'], symbols: null, description: 'Desk' },
      ...{
        status: 'active',
        deliveredSeq: await app.seqOf(account),
        pending: 0,
        attempts: 0,
        lastSuccessAt: null,
      },
    });

    const { body: listed } = await app.fetchJson('GET', `${PATH}?account=${account}&total=true`);
    expect(listed).toMatchObject({ total: 1, items: [{ targetId: created.targetId }] });
    for (const shown of [listed.items[0], await app.readTarget(created.targetId)]) {
      expect(shown).not.toHaveProperty('secret');
      expect(JSON.stringify(shown)).not.toContain('whsec_');
      expect(shown).not.toHaveProperty('claimedBy');
    }
  });

  it('answer a repeated creation without a second target and without the secret', async () => {
    const request = [{ account, url: PUBLIC_URL }, { 'idempotency-key': unique('key') }] as const;
    expect((await app.fetchJson('POST', PATH, ...request)).status).toBe(201);
    expect((await app.fetchJson('POST', PATH, ...request)).body.code).toBe('secret_not_replayable');
    expect((await app.fetchJson('GET', `${PATH}?account=${account}`)).body.items).toHaveLength(1);
  });

  it('are listed newest first, page by page', async () => {
    const ids = [];
    for (let count = 0; count < 3; count += 1) {
      ids.unshift((await app.createTarget({ account, url: PUBLIC_URL })).targetId);
    }
    const first = (await app.fetchJson('GET', `${PATH}?account=${account}&limit=2`)).body;
    const second = (
      await app.fetchJson('GET', `${PATH}?account=${account}&limit=2&cursor=${String(first.nextCursor)}`)
    ).body;

    expect([...first.items, ...second.items].map(({ targetId }) => targetId)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
  });

  it('are changed field by field; an empty list means all again', async () => {
    const { targetId } = await app.createTarget({
      account,
      url: PUBLIC_URL,
      types: ['fill'],
      symbols: ['MNQ'],
    });
    const change = (fields: object) => app.fetchJson('PATCH', `${PATH}/${targetId}`, fields);

    expect((await change({ url: 'https://other.example' })).body).toMatchObject({
      url: 'https://other.example/',
    });
    expect((await change({ types: [], symbols: ['MES'] })).body).toMatchObject({
      types: null,
      symbols: ['MES'],
    });
    expect((await change({ active: false })).body).toMatchObject({ status: 'disabled' });
    expect((await change({ description: 'Late' })).body).toMatchObject({
      status: 'disabled',
      description: 'Late',
    });
    expect((await change({ active: true })).body).toMatchObject({ status: 'active', statusReason: null });
  });

  it('move their cursor on request, also back', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url() });
    await app.postFill(account);
    await app.postFill(account);
    await app.dispatcher.settled();
    const seq = await app.seqOf(account);
    await app.fetchJson('PATCH', `${PATH}/${targetId}`, { since: seq - 1 });
    await app.dispatcher.settled();

    expect(receiver.seqs()).toEqual([seq - 1, seq, seq]);
  });

  it('are removed with their dead letters', async () => {
    const { targetId } = await app.createTarget({ account, url: PUBLIC_URL });
    expect((await app.fetchJson('DELETE', `${PATH}/${targetId}`)).status).toBe(204);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/dead-letters'],
      ['POST', '/test'],
      ['POST', '/rotate-secret'],
    ] as const) {
      const { status, body } = await app.fetchJson(method, `${PATH}/${targetId}${path}`);
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'webhook_target_not_found' });
    }
  });

  it('sign with the new secret after it was rotated', async () => {
    const { targetId, secret } = await app.createTarget({ account, url: receiver.url() });
    const { body: rotated } = await app.fetchJson('POST', `${PATH}/${targetId}/rotate-secret`);
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(secret);
    await app.postFill(account);
    await app.dispatcher.settled();

    const [request] = receiver.received;
    expect(request && isSigned(request, rotated.secret)).toBe(true);
    expect(request && isSigned(request, secret)).toBe(false);
  });

  it('sign with the new secret also what was waiting when it was rotated', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url() });
    let answer: (() => void) | null = null;
    receiver.answers.push((_request, response) => {
      answer = () => response.end();
    });
    for (let count = 0; count < 3; count += 1) {
      await app.postFill(account);
    }
    await receiver.until(() => answer !== null);
    const { body: rotated } = await app.fetchJson('POST', `${PATH}/${targetId}/rotate-secret`);
    (answer as (() => void) | null)?.();
    await app.deliver();

    const last = await app.seqOf(account);
    // The first event was under way: it comes again.
    expect(receiver.seqs()).toEqual([last - 2, last - 2, last - 1, last]);
    const later = receiver.received.slice(1);
    expect(later.map((request) => isSigned(request, rotated.secret as string))).toEqual([true, true, true]);
  });

  it('send a signed ping on request, whatever their status, and tell the answer', async () => {
    const { targetId, secret } = await app.createTarget({ account, url: receiver.url(), active: false });
    receiver.answers.push(418);
    const path = `${PATH}/${targetId}/test`;

    expect(await app.fetchJson('POST', path)).toMatchObject({
      ...{ status: 200, body: { delivered: false, status: 418, error: 'Expected a 2xx answer, was 418' } },
    });
    expect((await app.fetchJson('POST', path)).body).toEqual({ delivered: true, status: 204, error: null });
    const [ping] = receiver.received;
    expect(ping?.message).toMatchObject({ type: 'ping', account, data: { targetId } });
    expect(ping && isSigned(ping, secret)).toBe(true);
    expect(await app.readTarget(targetId)).toMatchObject({
      status: 'disabled',
      attempts: 0,
      lastStatus: null,
    });
  });

  it('allow two deliveries by hand at a time', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url() });
    const release: (() => void)[] = [];
    receiver.answers.push(
      ...[1, 2].map((): Reply => (_request, response) => {
        release.push(() => response.end());
      }),
    );
    const hanging = [1, 2].map(() => app.fetchJson('POST', `${PATH}/${targetId}/test`));
    await receiver.until(() => receiver.received.length === 2);

    const third = await app.fetchJson('POST', `${PATH}/${targetId}/test`);
    release.forEach((answer) => {
      answer();
    });
    expect(third).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect((await Promise.all(hanging)).map(({ body }) => body.delivered)).toEqual([true, true]);
  });

  it.each([
    [{ url: 'desk' }, 'url', 'url'],
    [{ url: 'http://desk.example' }, 'url', 'https'],
    [{ url: 'https://me:secret@desk.example' }, 'url', 'credentials'],
    [{ url: 'https://169.254.169.254/' }, 'url', 'public_address'],
    [{ url: `https://desk.example/${'x'.repeat(2000)}` }, 'url', 'length'],
    [{ url: undefined }, 'url', 'required'],
    [{ types: ['nonsense'] }, 'types', 'choice'],
    [{ types: 'fill' }, 'types', 'list'],
    [{ symbols: [1.5] }, 'symbols', 'text'],
    [{ since: 1_000_000 }, 'since', 'since'],
    [{ since: -1 }, 'since', 'range'],
    [{ active: 'maybe' }, 'active', 'flag'],
    [{ secret: 'mine' }, 'secret', 'unknown_field'],
    [{ account: 'nobody' }, 'account', 'unknown_account'],
  ])('refuse %j, naming %s', async (fields, field, rule) => {
    const { status, body } = await app.fetchJson('POST', PATH, { account, url: PUBLIC_URL, ...fields });

    expect(status).toBe(422);
    expect(body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ field, rule })]));
    expect(JSON.stringify(body)).not.toContain('me:secret');
  });

  it('refuse a bad change as a whole', async () => {
    const { targetId } = await app.createTarget({ account, url: PUBLIC_URL });
    const { status, body } = await app.fetchJson('PATCH', `${PATH}/${targetId}`, {
      ...{ description: 'new', url: 'https://10.0.0.1:x/' },
    });

    expect(status).toBe(422);
    expect(body.errors[0].field).toBe('url');
    expect(await app.readTarget(targetId)).toMatchObject({ description: null, url: PUBLIC_URL });
  });

  it('number twenty per account', async () => {
    for (let count = 0; count < 20; count += 1) {
      await app.createTarget({ account, url: PUBLIC_URL });
    }
    const { status, body } = await app.fetchJson('POST', PATH, { account, url: PUBLIC_URL });

    expect({ status, code: body.code }).toEqual({ status: 409, code: 'too_many_webhook_targets' });
  });

  it('need an admin key, and one of their account', async () => {
    const { targetId } = await app.createTarget({ account, url: PUBLIC_URL });
    const other = unique('target');
    await app.openAccount(other);
    const trader = await keyFor(['read', 'record', 'trade'], [account]);
    const stranger = await keyFor(['admin'], [other]);
    const owner = await keyFor(['admin'], [account]);

    for (const [method, path] of [
      ['GET', PATH],
      ['GET', `${PATH}/${targetId}`],
      ['POST', `${PATH}/${targetId}/test`],
      ['GET', `${PATH}/${targetId}/dead-letters`],
    ] as const) {
      expect((await app.fetchJson(method, path, undefined, trader)).body.code).toBe('missing_scope');
    }
    expect((await app.fetchJson('GET', PATH, undefined, stranger)).body.items).toEqual([]);
    expect((await app.fetchJson('GET', `${PATH}?account=${account}`, undefined, stranger)).status).toBe(403);
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/rotate-secret'],
      ['POST', '/test'],
      ['GET', '/dead-letters'],
      ['POST', '/dead-letters/1/retry'],
      ['DELETE', '/dead-letters/1'],
    ] as const) {
      const body = method === 'PATCH' ? {} : undefined;
      const answer = await app.fetchJson(method, `${PATH}/${targetId}${path}`, body, stranger);
      expect(answer).toMatchObject({ status: 404, body: { code: 'webhook_target_not_found' } });
    }
    const foreign = await app.fetchJson('POST', PATH, { account, url: PUBLIC_URL }, stranger);
    expect(foreign.body.code).toBe('account_forbidden');
    expect((await app.fetchJson('GET', `${PATH}/${targetId}`, undefined, owner)).status).toBe(200);
  });

  async function keyFor(scopes: string[], accounts: string[]): Promise<Record<string, string>> {
    const { body } = await app.fetchJson('POST', '/api/auth/keys', { name: 'key', scopes, accounts });
    return { 'x-api-key': body.apiKey as string };
  }
});

describe('a server that allows no private addresses, on sqlite', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp('sqlite');
    await app.fetchJson('POST', '/api/accounts', { account: 'demo', name: 'demo', currency: 'USD' });
  });
  afterAll(() => app.close());

  it.each([
    ['http://127.0.0.1:8080/', 'https'],
    ['http://localhost/', 'https'],
    ['https://localhost/', 'public_address'],
    ['https://192.168.0.10/', 'public_address'],
    ['https://[::1]/', 'public_address'],
  ])('refuses %s', async (url, rule) => {
    const { status, body } = await app.fetchJson('POST', PATH, { account: 'demo', url });

    expect({ status, rule: body.errors[0].rule }).toEqual({ status: 422, rule });
  });

  it('asks the database nothing for an account without targets', async () => {
    const database = app.app.get(Database);
    const dispatcher = app.app.get(WebhookDispatcher);
    await dispatcher.poll();
    const writes = countWrites(database);
    const { status } = await app.fetchJson('POST', '/api/fills', aFill({ account: 'demo' }));
    await dispatcher.settled();

    expect(status).toBe(201);
    expect(writes()).toBe(1);
  });
});

/** Transactions that begin from now on. */
function countWrites({ unitOfWork }: Database): () => number {
  const spy = jest.spyOn(unitOfWork, 'run');
  return () => spy.mock.calls.length;
}
