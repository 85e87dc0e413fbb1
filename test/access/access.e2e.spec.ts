import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NEEDED_SCOPE } from '../../src/http/scopes.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS, scratchDatabase } from '../support/databases.js';

describe.each(DIALECTS)('access over HTTP on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect);
  });
  afterAll(() => app.close());

  const createKey = (scopes: string[]) =>
    app.fetchJson('POST', '/api/auth/keys', { name: 'bot', scopes }).then(({ body }) => body);
  const as = (key: string) => ({ 'x-api-key': key });

  it('asks for a key', async () => {
    const answer = await app.fetchJson('GET', '/api/auth/me', undefined, { 'x-api-key': '' });

    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized', status: 401 } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="blotter"');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('refuses an unknown key', async () => {
    const answer = await app.fetchJson('GET', '/api/auth/me', undefined, as('blt_guess'));

    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
  });

  it.each([
    ['X-API-Key', (key: string) => ({ 'x-api-key': key })],
    ['Authorization: Bearer', (key: string) => ({ 'x-api-key': '', authorization: `Bearer ${key}` })],
    ['authorization: bearer', (key: string) => ({ 'x-api-key': '', authorization: `bearer ${key}` })],
  ])('takes the key from %s', async (_, headers) => {
    const answer = await app.fetchJson('GET', '/api/auth/me', undefined, headers(app.adminKey));

    expect(answer).toMatchObject({ status: 200, body: { name: 'admin', scopes: ['admin'], accounts: null } });
  });

  it('does not take Basic credentials for a key', async () => {
    const headers = { 'x-api-key': '', authorization: `Basic ${app.adminKey}` };

    expect(await app.fetchJson('GET', '/api/auth/me', undefined, headers)).toMatchObject({ status: 401 });
  });

  it('answers 404 for a route that does not exist', async () => {
    const answer = await app.fetchJson('GET', '/api/nothing', undefined, { 'x-api-key': '' });

    expect(answer).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
  });

  it('creates a key and shows its secret once', async () => {
    const answer = await app.fetchJson('POST', '/api/auth/keys', { name: 'bot', scopes: ['record'] });

    expect(answer).toMatchObject({
      status: 201,
      body: {
        apiKey: expect.stringMatching(/^blt_/),
        keyId: expect.any(Number),
        name: 'bot',
        prefix: expect.stringMatching(/^blt_.{8}$/),
        scopes: ['record'],
        accounts: null,
        createdAt: expect.stringMatching(/Z$/),
        warning: expect.any(String),
      },
    });
    const list = await app.fetchJson('GET', '/api/auth/keys');
    expect(list.status).toBe(200);
    expect(list.body.items.at(-1)).toMatchObject({ keyId: answer.body.keyId, createdBy: 'admin' });
    expect(JSON.stringify(list.body)).not.toContain(answer.body.apiKey);
  });

  it('names the scope that a key lacks', async () => {
    const { apiKey } = await createKey(['read', 'record', 'trade']);

    for (const [method, path] of [
      ['GET', '/api/auth/keys'],
      ['POST', '/api/auth/keys'],
      ['DELETE', '/api/auth/keys/1'],
    ] as const) {
      expect(await app.fetchJson(method, path, undefined, as(apiKey))).toMatchObject({
        status: 403,
        body: { code: 'missing_scope', scope: 'admin' },
      });
    }
  });

  it('tells every key what it may do, whatever its scopes', async () => {
    const { apiKey, keyId } = await createKey(['trade']);

    expect(await app.fetchJson('GET', '/api/auth/me', undefined, as(apiKey))).toMatchObject({
      status: 200,
      body: { keyId, name: 'bot', scopes: ['trade'], accounts: null },
    });
  });

  it('revokes a key at once, and again', async () => {
    const { apiKey, keyId } = await createKey(['read']);
    await app.fetchJson('GET', '/api/auth/me', undefined, as(apiKey));

    expect(await app.fetchJson('DELETE', `/api/auth/keys/${String(keyId)}`)).toMatchObject({
      status: 204,
      body: null,
    });
    expect(await app.fetchJson('GET', '/api/auth/me', undefined, as(apiKey))).toMatchObject({ status: 401 });
    expect(await app.fetchJson('DELETE', `/api/auth/keys/${String(keyId)}`)).toMatchObject({ status: 204 });
  });

  it.each(['abc', '99999', '123456789012345678901234567890'])('knows no key %s', async (keyId) => {
    expect(await app.fetchJson('DELETE', `/api/auth/keys/${keyId}`)).toMatchObject({
      status: 404,
      body: { code: 'key_not_found' },
    });
  });

  it.each([
    [{ scopes: ['read'] }, 'name'],
    [{ name: 'x', scopes: 'read' }, 'scopes'],
    [{ name: 'x', scopes: ['root'] }, 'scopes'],
    [{ name: 'x', scopes: ['read'], accounts: ['nowhere'] }, 'accounts'],
    [{ name: 'x', scopes: ['read'], isActive: true }, 'isActive'],
  ])('refuses %j and names the field', async (body, field) => {
    expect(await app.fetchJson('POST', '/api/auth/keys', body)).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ field }] },
    });
  });

  it('does not store or replay a secret', async () => {
    const body = { name: 'once', scopes: ['read'] };
    const headers = { 'idempotency-key': `create-${dialect}` };

    const answers = await Promise.all(
      [1, 2, 3].map(() => app.fetchJson('POST', '/api/auth/keys', body, headers)),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('secret_not_replayable');
    const { body: list } = await app.fetchJson('GET', '/api/auth/keys');
    expect(list.items.filter(({ name }: { name: string }) => name === 'once')).toHaveLength(1);
  });

  it('lets a failed creation be tried again with the same key', async () => {
    const headers = { 'idempotency-key': `retry-${dialect}` };
    const body = { name: 'retry', scopes: ['read'], accounts: ['nowhere'] };

    expect(await app.fetchJson('POST', '/api/auth/keys', body, headers)).toMatchObject({ status: 422 });
    expect(await app.fetchJson('POST', '/api/auth/keys', body, headers)).toMatchObject({ status: 422 });
  });

  it('declares on every route who may call it', () => {
    const routes = routesOf(app);

    expect(routes.map(({ name }) => name)).toContain('POST ApiKeysController.create');
    expect(routes.filter(({ need }) => need === undefined)).toEqual([]);
  });

  it('keeps its keys across a restart', async () => {
    const scratch = await scratchDatabase(dialect);
    const first = await startApp(dialect, { scratch });
    const { body: created } = await first.fetchJson('POST', '/api/auth/keys', {
      name: 'bot',
      scopes: ['read'],
    });
    await first.close();

    const second = await startApp(dialect, { scratch });
    const me = await second.fetchJson('GET', '/api/auth/me', undefined, as(created.apiKey));
    const { body: list } = await second.fetchJson('GET', '/api/auth/keys');
    await second.close();
    await scratch.drop();

    expect(me.status).toBe(200);
    // The first process wrote the admin's last use before it ended.
    expect(list.items[0]).toMatchObject({ name: 'admin', lastUsedAt: expect.any(String) });
    expect(list.items).toHaveLength(2);
  });
});

interface Route {
  name: string;
  need: unknown;
}

/** Every route of the running application, with what it needs. */
function routesOf({ app }: TestApp): Route[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    const type = metatype as new () => object;
    return Object.getOwnPropertyNames(type.prototype)
      .map((name) => ({ name, handler: type.prototype[name as never] as object }))
      .filter(({ name, handler }) => name !== 'constructor' && Reflect.hasMetadata(PATH_METADATA, handler))
      .map(({ name, handler }) => ({
        name: `${RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? ''} ${type.name}.${name}`,
        need: Reflect.getMetadata(NEEDED_SCOPE, handler) ?? Reflect.getMetadata(NEEDED_SCOPE, type),
      }));
  });
}
