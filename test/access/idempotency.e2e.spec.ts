import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessModule } from '../../src/access/access.module.js';
import { ApiKeysService } from '../../src/access/api-keys.service.js';
import { BadRequestError } from '../../src/common/errors.js';
import type { Config } from '../../src/config/config.js';
import { SilentLogger } from '../../src/common/logger.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import { IdempotencyKeyOf } from '../../src/http/idempotency.js';
import { RecordResponse } from '../../src/http/item-batch.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { RecordResponseInterceptor } from '../../src/http/record-response.interceptor.js';
import { Needs, Public } from '../../src/http/scopes.js';
import { DIALECTS, openScratch } from '../support/databases.js';
import { makeKey, TestClock } from './support.js';

/** How often handlers ran, and the keys that they were given. */
const calls: (string | undefined)[] = [];

/** Stands for the recording routes, so that this file needs none of theirs. */
@Controller('probe')
class ProbeController {
  @Post('fact')
  @Needs('record')
  record(@IdempotencyKeyOf() key: string | undefined, @Body() body: unknown): RecordResponse<unknown> {
    calls.push(key);
    return new RecordResponse(calls.length === 1 ? 201 : 200, { run: calls.length, body });
  }

  @Post('batch')
  @Needs('record')
  batch(@Body() statuses: number[]): RecordResponse<unknown> {
    calls.push(undefined);
    return new RecordResponse(
      207,
      statuses.map((status) => ({ status, result: calls.length })),
    );
  }

  @Post('refused')
  @Needs('record')
  refuse(): never {
    calls.push(undefined);
    throw new BadRequestError('probe', 'No');
  }

  @Post('empty')
  @HttpCode(204)
  @Needs('record')
  empty(): void {
    calls.push(undefined);
  }

  @Get('read')
  @Needs('read')
  read(): { run: number } {
    calls.push(undefined);
    return { run: calls.length };
  }

  @Post('hook')
  @Public()
  hook(@IdempotencyKeyOf() key: string | undefined): { run: number } {
    calls.push(key);
    return { run: calls.length };
  }

  @Post('undeclared')
  undeclared(): void {
    calls.push(undefined);
  }
}

@Module({ imports: [AccessModule], controllers: [ProbeController] })
class ProbeModule {}

describe.each(DIALECTS)('the Idempotency-Key header on %s', (dialect) => {
  let scratch: Awaited<ReturnType<typeof openScratch>>;
  let app: NestFastifyApplication;
  let url: string;
  let bot: { apiKey: string; keyId: number };
  let number = 0;

  beforeAll(async () => {
    scratch = await openScratch(dialect);
    app = await NestFactory.create<NestFastifyApplication>(
      {
        module: ProbeModule,
        imports: [
          ConfigModule.forRoot({ adminKey: '' } as Config, new TestClock(), new SilentLogger()),
          DatabaseModule.forRoot(scratch.database),
        ],
      },
      new FastifyAdapter(),
      { logger: false, abortOnError: false },
    );
    app.useGlobalFilters(new ProblemFilter());
    app.useGlobalInterceptors(new RecordResponseInterceptor());
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    bot = await makeKey(app.get(ApiKeysService), { scopes: ['record', 'read'] });
  });
  beforeEach(() => {
    calls.length = 0;
    number += 1;
  });
  afterAll(async () => {
    // Closing the application closes the database.
    await app.close();
    await scratch.close().catch(() => undefined);
  });

  const post = async (
    path: string,
    {
      body = {},
      key = `key-${number}`,
      apiKey = bot.apiKey,
    }: { body?: unknown; key?: string; apiKey?: string } = {},
  ) => {
    const response = await fetch(`${url}/probe/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': apiKey,
        ...(key === '' ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      replayed: response.headers.get('idempotent-replayed'),
      text,
      body: text === '' ? null : JSON.parse(text),
    };
  };

  it('runs a request once and replays its status and body', async () => {
    const first = await post('fact', { body: { price: '1.10', z: 1, a: null } });
    const second = await post('fact', { body: { price: '1.10', z: 1, a: null } });

    expect(first).toMatchObject({ status: 201, replayed: null });
    expect(second).toMatchObject({ status: 201, replayed: 'true', text: first.text });
    expect(calls).toHaveLength(1);
  });

  it('gives the handler a key for a fact that has none', async () => {
    await post('fact', { key: 'order-1' });
    await post('fact', { key: '' });

    expect(calls).toEqual([`idem:${bot.keyId}:order-1`, undefined]);
  });

  it('takes the same members in another order for the same request', async () => {
    await post('fact', { body: { a: 1, b: 2 } });

    expect(await post('fact', { body: { b: 2, a: 1 } })).toMatchObject({ replayed: 'true' });
  });

  it('refuses the key for another body or path', async () => {
    await post('fact', { body: { a: 1 } });

    const reused = { status: 409, body: { code: 'idempotency_key_reused' } };
    expect(await post('fact', { body: { a: 2 } })).toMatchObject(reused);
    expect(await post('refused', { body: { a: 1 } })).toMatchObject(reused);
    expect(calls).toHaveLength(1);
  });

  it("does not see another caller's key", async () => {
    const other = await makeKey(app.get(ApiKeysService), { scopes: ['record'] });
    await post('fact');

    expect(await post('fact', { apiKey: other.apiKey })).toMatchObject({ status: 200, replayed: null });
  });

  it('runs a refused request again', async () => {
    expect(await post('refused')).toMatchObject({ status: 400, body: { code: 'probe' } });
    expect(await post('refused')).toMatchObject({ status: 400, replayed: null });
    expect(calls).toHaveLength(2);
  });

  it('replays the answers to an array', async () => {
    const first = await post('batch', { body: [201, 422] });

    expect(first.status).toBe(207);
    expect(await post('batch', { body: [201, 422] })).toMatchObject({
      status: 207,
      replayed: 'true',
      text: first.text,
    });
  });

  it('runs an array again in which an item failed on our side', async () => {
    await post('batch', { body: [201, 503] });

    expect(await post('batch', { body: [201, 503] })).toMatchObject({ status: 207, replayed: null });
  });

  it('replays an answer without a body', async () => {
    await post('empty');

    expect(await post('empty')).toMatchObject({ status: 204, replayed: 'true', text: '' });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['a space', 'two words'],
    ['more than 200 characters', 'x'.repeat(201)],
    ['a letter beyond ASCII', 'schl\u00fcssel'],
  ])('refuses a key with %s', async (_, key) => {
    expect(await post('fact', { key })).toMatchObject({ status: 400, body: { code: 'bad_idempotency_key' } });
    expect(calls).toHaveLength(0);
  });

  it('takes a key of 200 characters', async () => {
    await post('fact', { key: 'y'.repeat(200) });

    expect(await post('fact', { key: 'y'.repeat(200) })).toMatchObject({ replayed: 'true' });
  });

  it('answers requests that arrive together, whichever ran', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post('fact')));

    expect(answers.every(({ status }) => status === 200 || status === 201)).toBe(true);
    expect(new Set(calls)).toEqual(new Set([`idem:${bot.keyId}:key-${number}`]));
  });

  it('leaves reads and public routes alone', async () => {
    const headers = { 'x-api-key': bot.apiKey, 'idempotency-key': 'read' };
    const runs = [];
    for (let time = 0; time < 2; time += 1) {
      runs.push(((await (await fetch(`${url}/probe/read`, { headers })).json()) as { run: number }).run);
      runs.push((await post('hook')).body.run);
    }

    expect(runs).toEqual([1, 2, 3, 4]);
    expect(calls).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('refuses a route that declares no scope, even to an admin', async () => {
    const admin = await makeKey(app.get(ApiKeysService), { scopes: ['admin'] });

    expect(await post('undeclared', { apiKey: admin.apiKey })).toMatchObject({
      status: 403,
      body: { code: 'route_closed' },
    });
    expect(calls).toHaveLength(0);
  });

  it('is only looked at behind the guard', async () => {
    await post('fact');

    expect(await post('fact', { apiKey: 'blt_guess' })).toMatchObject({ status: 401 });
  });
});
