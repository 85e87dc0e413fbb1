import { ApiKeysService, OPERATOR } from '../../src/access/api-keys.service.js';
import type { CreateApiKeyDto } from '../../src/access/api-keys.dto.js';
import { KeyUsage } from '../../src/access/key-usage.js';
import { ApiKeyRepository } from '../../src/access/persistence/api-key.repository.js';
import { SqlKnownAccounts } from '../../src/access/persistence/sql-known-accounts.js';
import { Account } from '../../src/accounts/persistence/account.entity.js';
import { Clock } from '../../src/common/clock.js';
import type { Config } from '../../src/config/config.js';
import type { Database } from '../../src/database/database.js';
import { Table } from '../../src/database/table.js';
import { sessionOf } from '../../src/database/tx.js';
import type { Caller } from '../../src/http/scopes.js';

export const START = Date.parse('2026-03-02T14:31:05Z');

/** A clock that stands still until a test moves it. */
export class TestClock extends Clock {
  constructor(private millis = START) {
    super();
  }

  override nowMillis(): number {
    return this.millis;
  }

  advance(millis: number): void {
    this.millis += millis;
  }
}

export interface KeysProcess {
  service: ApiKeysService;
  usage: KeyUsage;
  clock: TestClock;
}

/** The service as one process of the installation runs it. */
export function keysProcess(database: Database, adminKey = '', clock = new TestClock()): KeysProcess {
  const repository = new ApiKeyRepository(database);
  const usage = new KeyUsage(repository, database.unitOfWork, clock);
  const service = new ApiKeysService(
    repository,
    new SqlKnownAccounts(database),
    usage,
    database.unitOfWork,
    clock,
    { adminKey } as Config,
  );
  return { service, usage, clock };
}

export async function makeKey(
  service: ApiKeysService,
  input: Partial<CreateApiKeyDto> = {},
): Promise<{ apiKey: string; keyId: number; caller: Caller }> {
  const key = await service.create(OPERATOR, { name: 'bot', scopes: ['read'], ...input });
  const { apiKey, keyId, name, scopes, accounts } = key;
  return { apiKey, keyId, caller: { keyId, name, scopes, accounts } };
}

export async function insertAccounts(database: Database, ...slugs: string[]): Promise<void> {
  const now = '2026-03-02T14:31:05.000000Z';
  const rows: Account[] = slugs.map((account) => ({
    accountId: 0,
    account,
    name: account,
    currency: 'USD',
    mode: 'netting',
    startingBalance: null,
    timeZone: 'UTC',
    dayStart: '00:00',
    broker: null,
    server: null,
    accountNumber: null,
    platform: null,
    isActive: true,
    deactivatedAt: null,
    eventSeq: 0,
    version: 1,
    createdAt: now,
    updatedAt: now,
  }));
  await database.unitOfWork.run(null, (tx) =>
    new Table(Account).insertGenerated(sessionOf(tx), rows, { key: 'accountId' }),
  );
}

export async function emptyTables(database: Database): Promise<void> {
  await database.unitOfWork.run(null, async (tx) => {
    for (const table of ['stream_tickets', 'idempotency_keys', 'api_keys', 'accounts']) {
      await sessionOf(tx).query(`DELETE FROM ${table}`);
    }
  });
}

/** The error code and status that a promise fails with. */
export async function failureOf(work: Promise<unknown>): Promise<{ status?: number; code?: string }> {
  try {
    await work;
    return {};
  } catch (error) {
    const { status, code } = error as { status?: number; code?: string };
    return { status, code };
  }
}
