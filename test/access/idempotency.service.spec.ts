import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessCleanup } from '../../src/access/access-cleanup.js';
import { IdempotencyService, type KeyedCall } from '../../src/access/idempotency.service.js';
import { ApiKeyRepository } from '../../src/access/persistence/api-key.repository.js';
import { IdempotencyKeyRepository } from '../../src/access/persistence/idempotency-key.repository.js';
import { StreamTicketRepository } from '../../src/access/persistence/stream-ticket.repository.js';
import { StreamTicketsService } from '../../src/access/stream-tickets.service.js';
import type { Database } from '../../src/database/database.js';
import type { UnitOfWork } from '../../src/database/unit-of-work.js';
import { DIALECTS, openScratch } from '../support/databases.js';
import { emptyTables, failureOf, keysProcess, makeKey, TestClock } from './support.js';

const HOUR_MS = 3_600_000;

describe.each(DIALECTS)('idempotency keys on %s', (dialect) => {
  let scratch: Awaited<ReturnType<typeof openScratch>>;
  let database: Database;
  let clock: TestClock;
  let entries: IdempotencyKeyRepository;
  let idempotency: IdempotencyService;
  let apiKeyId: number;

  beforeAll(async () => {
    scratch = await openScratch(dialect);
    ({ database } = scratch);
  });
  beforeEach(async () => {
    clock = new TestClock();
    entries = new IdempotencyKeyRepository(database);
    idempotency = new IdempotencyService(entries, database.unitOfWork, clock);
    apiKeyId = (await makeKey(keysProcess(database).service)).keyId;
  });
  afterEach(() => emptyTables(database));
  afterAll(() => scratch.close());

  const call = (changes: Partial<KeyedCall> = {}): KeyedCall => ({
    apiKeyId,
    idempotencyKey: 'order-1',
    requestHash: 'a'.repeat(64),
    ...changes,
  });
  const count = async () => {
    const [row] = await database.query<{ count: unknown }>('SELECT COUNT(*) AS count FROM idempotency_keys');
    return Number(row?.count);
  };

  it('remembers the first answer', async () => {
    expect(await idempotency.findResponse(call())).toBeNull();

    await idempotency.remember(call(), { status: 201, body: { price: '1.10', tags: ['a'] } });
    await idempotency.remember(call(), { status: 200, body: 'a later one' });

    expect(await idempotency.findResponse(call())).toEqual({
      status: 201,
      body: { price: '1.10', tags: ['a'] },
    });
  });

  it('remembers an answer without a body', async () => {
    await idempotency.remember(call(), { status: 204, body: undefined });

    expect(await idempotency.findResponse(call())).toEqual({ status: 204, body: undefined });
  });

  it('refuses the key of another request', async () => {
    await idempotency.remember(call(), { status: 201, body: {} });

    expect(await failureOf(idempotency.findResponse(call({ requestHash: 'b'.repeat(64) })))).toEqual({
      status: 409,
      code: 'idempotency_key_reused',
    });
  });

  it("keeps callers' keys apart", async () => {
    const other = (await makeKey(keysProcess(database).service)).keyId;
    await idempotency.remember(call(), { status: 201, body: {} });

    expect(await idempotency.findResponse(call({ apiKeyId: other }))).toBeNull();
  });

  it('lets one of many claims win, until it is released', async () => {
    const claims = await Promise.all([1, 2, 3, 4].map(() => idempotency.claim(call())));
    expect(claims.filter(Boolean)).toHaveLength(1);

    await idempotency.release(call());

    expect(await idempotency.claim(call())).toBe(true);
  });

  it('forgets answers after 24 hours', async () => {
    await idempotency.remember(call({ idempotencyKey: 'old' }), { status: 201, body: {} });
    clock.advance(HOUR_MS);
    await idempotency.remember(call({ idempotencyKey: 'young' }), { status: 201, body: {} });
    clock.advance(23 * HOUR_MS + 1);

    expect(await idempotency.deleteExpired()).toBe(1);
    expect(await idempotency.findResponse(call({ idempotencyKey: 'old' }))).toBeNull();
    expect(await idempotency.findResponse(call({ idempotencyKey: 'young' }))).not.toBeNull();
  });

  it('deletes in batches, the oldest first', async () => {
    for (const idempotencyKey of ['first', 'second', 'third']) {
      await idempotency.remember(call({ idempotencyKey }), { status: 201, body: {} });
      clock.advance(1000);
    }

    const deleted = await database.unitOfWork.run(null, (tx) => entries.deleteOlderThan(tx, clock.now(), 2));

    expect(deleted).toBe(2);
    expect(await idempotency.findResponse(call({ idempotencyKey: 'third' }))).not.toBeNull();
  });

  it('goes on until nothing expired is left', async () => {
    await database.unitOfWork.run(null, async (tx) => {
      for (let index = 0; index < 1001; index += 1) {
        await entries.insertIfNew(tx, {
          ...call({ idempotencyKey: `bulk-${index}` }),
          status: 201,
          response: '',
          createdAt: clock.now(),
        });
      }
    });
    clock.advance(24 * HOUR_MS + 1);

    expect(await idempotency.deleteExpired()).toBe(1001);
    expect(await count()).toBe(0);
  });

  it('is cleaned up when the application starts', async () => {
    await idempotency.remember(call(), { status: 201, body: {} });
    clock.advance(25 * HOUR_MS);
    const cleanup = new AccessCleanup(idempotency, ticketsOf(database, clock));

    cleanup.onApplicationBootstrap();
    await cleanup.beforeApplicationShutdown();

    expect(await count()).toBe(0);
  });
});

describe('without a database', () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['warn', 'error']));

  const unitOfWork = { run: () => Promise.reject(new Error('away')) } as unknown as UnitOfWork;
  const idempotency = new IdempotencyService({} as IdempotencyKeyRepository, unitOfWork, new TestClock());
  const call = { apiKeyId: 1, idempotencyKey: 'k', requestHash: 'h' };

  it('answers although the answer cannot be stored: the fact itself is committed', async () => {
    await expect(idempotency.remember(call, { status: 201, body: {} })).resolves.toBeUndefined();
  });

  it('starts and stops although the clean-up fails', async () => {
    const cleanup = new AccessCleanup(idempotency, ticketsOf({ unitOfWork } as Database, new TestClock()));
    cleanup.onApplicationBootstrap();

    await expect(cleanup.beforeApplicationShutdown()).resolves.toBeUndefined();
  });
});

function ticketsOf(database: Database, clock: TestClock): StreamTicketsService {
  return new StreamTicketsService(
    new StreamTicketRepository(),
    new ApiKeyRepository(database),
    database.unitOfWork,
    clock,
  );
}
