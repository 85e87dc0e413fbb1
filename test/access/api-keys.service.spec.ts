import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OPERATOR } from '../../src/access/api-keys.service.js';
import { type Database, openDatabase } from '../../src/database/database.js';
import type { Caller } from '../../src/http/scopes.js';
import { DIALECTS, openScratch, optionsFor } from '../support/databases.js';
import { emptyTables, failureOf, insertAccounts, type KeysProcess, keysProcess, makeKey } from './support.js';

const PRESET = 'preset-admin-key-0123456789';

describe.each(DIALECTS)('API keys on %s', (dialect) => {
  let scratch: Awaited<ReturnType<typeof openScratch>>;
  let database: Database;
  let keys: KeysProcess;

  beforeAll(async () => {
    scratch = await openScratch(dialect);
    ({ database } = scratch);
  });
  beforeEach(() => {
    keys = keysProcess(database);
  });
  afterEach(async () => {
    await keys.usage.settled();
    await emptyTables(database);
  });
  afterAll(() => scratch.close());

  const everyKey = async () => (await keys.service.list({ limit: 200 })).items;

  describe('the first start', () => {
    it('creates one admin key and tells its secret once', async () => {
      const secret = await keys.service.ensureAdminKey();

      expect(secret).toMatch(/^blt_[\w-]{43}$/);
      expect(await keys.service.ensureAdminKey()).toBeNull();
      expect(await keysProcess(database).service.ensureAdminKey()).toBeNull();
      expect(await keys.service.authenticate(secret ?? '')).toMatchObject({
        scopes: ['admin'],
        accounts: null,
      });
    });

    it('takes the preset admin key and does not tell it', async () => {
      const preset = keysProcess(database, PRESET);

      expect(await preset.service.ensureAdminKey()).toBeNull();
      expect(await preset.service.authenticate(PRESET)).toMatchObject({ scopes: ['admin'] });
      await preset.usage.settled();
    });

    it('ignores the preset once there is a key', async () => {
      await keys.service.ensureAdminKey();
      const later = keysProcess(database, PRESET);

      await later.service.ensureAdminKey();

      expect(await later.service.authenticate(PRESET)).toBeNull();
    });

    it('creates one key when processes start at once', async () => {
      const others = await Promise.all(
        [1, 2, 3].map(() => openDatabase(optionsFor(scratch.url), () => undefined)),
      );

      const secrets = await Promise.all(
        [database, ...others].map((own) => keysProcess(own).service.ensureAdminKey()),
      );
      await Promise.all(others.map((other) => other.close()));

      expect(secrets.filter((secret) => secret !== null)).toHaveLength(1);
      expect(await everyKey()).toHaveLength(1);
    });
  });

  describe('authentication', () => {
    it('recognises an active key and no other secret', async () => {
      await insertAccounts(database, 'apex-1');
      const { apiKey, keyId } = await makeKey(keys.service, {
        scopes: ['record', 'read'],
        accounts: ['apex-1'],
      });

      expect(await keys.service.authenticate(apiKey)).toEqual({
        keyId,
        name: 'bot',
        scopes: ['read', 'record'],
        accounts: ['apex-1'],
      });
      expect(await keys.service.authenticate(`${apiKey}x`)).toBeNull();
      expect(await keys.service.authenticate('')).toBeNull();
    });

    it('stores the hash of a secret and never the secret', async () => {
      const { apiKey } = await makeKey(keys.service);

      const rows = await database.query('SELECT * FROM api_keys');

      expect(Object.values(rows[0] ?? {}).join(' ')).not.toContain(apiKey.slice(12));
      expect(rows[0]).toMatchObject({ prefix: apiKey.slice(0, 12) });
    });

    it('shows little of a preset secret', async () => {
      await keysProcess(database, PRESET).service.ensureAdminKey();

      expect(await everyKey()).toMatchObject([{ prefix: 'pres' }]);
    });

    it('reads the key once for repeated calls', async () => {
      const { apiKey, keyId } = await makeKey(keys.service);
      await keys.service.authenticate(apiKey);
      await keys.usage.settled();
      // Another process revokes it; whoever reads the key again notices.
      await keysProcess(database).service.revoke(OPERATOR, keyId);

      expect(await keys.service.authenticate(apiKey)).not.toBeNull();
    });

    it('refuses a revoked key at once', async () => {
      const { apiKey, keyId } = await makeKey(keys.service);
      expect(await keys.service.authenticate(apiKey)).not.toBeNull();

      await keys.service.revoke(OPERATOR, keyId);

      expect(await keys.service.authenticate(apiKey)).toBeNull();
    });

    it('refuses a key that another process revoked after 2 seconds', async () => {
      const { apiKey, keyId } = await makeKey(keys.service);
      await keys.service.authenticate(apiKey);
      await keysProcess(database).service.revoke(OPERATOR, keyId);

      keys.clock.advance(2000);

      expect(await keys.service.authenticate(apiKey)).toBeNull();
    });
  });

  describe('the last use', () => {
    const lastUse = async () => (await everyKey())[0]?.lastUsedAt;

    it('is recorded at most once a minute', async () => {
      const { apiKey } = await makeKey(keys.service);
      expect(await lastUse()).toBeNull();

      await keys.service.authenticate(apiKey);
      keys.clock.advance(59_999);
      await keys.service.authenticate(apiKey);
      await keys.usage.settled();
      expect(await lastUse()).toBe('2026-03-02T14:31:05.000000Z');

      keys.clock.advance(1);
      await keys.service.authenticate(apiKey);
      await keys.usage.settled();
      expect(await lastUse()).toBe('2026-03-02T14:32:05.000000Z');
    });

    it('is never moved back by a process whose clock is behind', async () => {
      const { apiKey } = await makeKey(keys.service);
      const behind = keysProcess(database);
      keys.clock.advance(10_000);
      await keys.service.authenticate(apiKey);
      await keys.usage.settled();

      await behind.service.authenticate(apiKey);
      await behind.usage.settled();

      expect(await lastUse()).toBe('2026-03-02T14:31:15.000000Z');
    });

    it('is on disk before the application shuts down', async () => {
      const { apiKey } = await makeKey(keys.service);

      await keys.service.authenticate(apiKey);
      await keys.usage.beforeApplicationShutdown();

      expect(await lastUse()).not.toBeNull();
    });
  });

  describe('creating a key', () => {
    const caller = async (scopes: string[], accounts?: string[]): Promise<Caller> =>
      (await makeKey(keys.service, { scopes, accounts })).caller;

    it('lets an admin grant any scope', async () => {
      const admin = await caller(['admin']);

      const key = await keys.service.create(admin, { name: 'bridge', scopes: ['trade', 'admin', 'read'] });

      expect(key).toMatchObject({ name: 'bridge', scopes: ['read', 'trade', 'admin'], accounts: null });
      expect(key.warning).toMatch(/shown once/);
      expect((await everyKey()).at(-1)).toMatchObject({ createdBy: 'bot', isActive: true });
    });

    it.each([
      [['read'], ['admin']],
      [['read'], ['record']],
      [['record'], ['read']],
      [['trade'], ['read', 'trade']],
    ])('refuses that %j grants %j', async (held, granted) => {
      const grantor = await caller(held);

      expect(await failureOf(keys.service.create(grantor, { name: 'more', scopes: granted }))).toEqual({
        status: 403,
        code: 'scope_exceeded',
      });
    });

    it('lets a bound key grant its own accounts only', async () => {
      await insertAccounts(database, 'apex-1', 'apex-2', 'ftmo');
      const bound = await caller(['admin'], ['apex-1', 'apex-2']);
      const grant = (accounts?: string[]) =>
        failureOf(keys.service.create(bound, { name: 'sub', scopes: ['read'], accounts }));

      expect(await grant(['apex-1'])).toEqual({});
      expect(await grant(['apex-1', 'ftmo'])).toEqual({ status: 403, code: 'scope_exceeded' });
      expect(await grant()).toEqual({ status: 403, code: 'scope_exceeded' });
    });

    it.each([
      ['an unknown scope', { scopes: ['read', 'write'] }],
      ['no scope', { scopes: [] }],
      ['an account that does not exist', { accounts: ['nowhere'] }],
      ['an empty list of accounts', { accounts: [] }],
    ])('refuses %s', async (_, input) => {
      expect(await failureOf(makeKey(keys.service, input))).toEqual({
        status: 422,
        code: 'validation_failed',
      });
    });

    it('refuses a grantor that was revoked a moment ago in another process', async () => {
      const admin = await caller(['admin']);
      await makeKey(keys.service, { scopes: ['admin'] });
      await keysProcess(database).service.revoke(OPERATOR, admin.keyId);

      expect(await failureOf(keys.service.create(admin, { name: 'back door', scopes: ['read'] }))).toEqual({
        status: 401,
        code: 'unauthorized',
      });
    });
  });

  describe('revoking a key', () => {
    it('gives the same result twice and keeps the first time', async () => {
      const { keyId } = await makeKey(keys.service);
      await keys.service.revoke(OPERATOR, keyId);
      keys.clock.advance(5000);

      await keys.service.revoke(OPERATOR, keyId);

      expect(await everyKey()).toMatchObject([{ isActive: false, revokedAt: '2026-03-02T14:31:05.000000Z' }]);
    });

    it('refuses a key that would revoke itself', async () => {
      const { caller, keyId } = await makeKey(keys.service, { scopes: ['admin'] });

      expect(await failureOf(keys.service.revoke(caller, keyId))).toEqual({
        status: 409,
        code: 'cannot_revoke_own_key',
      });
    });

    it('keeps the last admin key of the installation', async () => {
      await insertAccounts(database, 'apex-1');
      const { keyId } = await makeKey(keys.service, { scopes: ['admin'] });
      // None can stand in: one is bound to an account, the others are revoked.
      await makeKey(keys.service, { scopes: ['admin'], accounts: ['apex-1'] });
      for (const name of ['left', 'lost']) {
        const other = await makeKey(keys.service, { name, scopes: ['admin'] });
        await keys.service.revoke(OPERATOR, other.keyId);
      }

      expect(await failureOf(keys.service.revoke(OPERATOR, keyId))).toEqual({
        status: 409,
        code: 'last_admin_key',
      });
    });

    it('leaves one of two admin keys that revoke each other at once', async () => {
      const a = await makeKey(keys.service, { scopes: ['admin'] });
      const b = await makeKey(keys.service, { scopes: ['admin'] });
      const process2 = keysProcess(database);

      const failures = await Promise.all([
        failureOf(keys.service.revoke(a.caller, b.keyId)),
        failureOf(process2.service.revoke(b.caller, a.keyId)),
      ]);

      expect(failures.map(({ code }) => code ?? 'revoked').sort()).toEqual(['revoked', 'unauthorized']);
      expect((await everyKey()).filter(({ isActive }) => isActive)).toHaveLength(1);
    });

    it('refuses a bound key that would revoke a key beyond its accounts', async () => {
      await insertAccounts(database, 'apex-1');
      const bound = await makeKey(keys.service, { scopes: ['admin'], accounts: ['apex-1'] });
      const { keyId } = await makeKey(keys.service);

      expect(await failureOf(keys.service.revoke(bound.caller, keyId))).toEqual({
        status: 403,
        code: 'scope_exceeded',
      });
    });

    it.each([999, -1, Number.NaN, 1.5, 1e300])('answers "not found" for the id %p', async (keyId) => {
      expect(await failureOf(keys.service.revoke(OPERATOR, keyId))).toEqual({
        status: 404,
        code: 'key_not_found',
      });
    });
  });

  it('lists keys in pages, without their hashes', async () => {
    for (const name of ['a', 'b', 'c']) {
      await makeKey(keys.service, { name });
    }

    const first = await keys.service.list({ limit: 2 });
    const second = await keys.service.list({ limit: 2, cursor: first.nextCursor ?? '' });

    expect(first.items.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(second).toMatchObject({ items: [{ name: 'c' }], nextCursor: null });
    expect(JSON.stringify(first)).not.toMatch(/secretHash|secret_hash/);
  });
});
