import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { KeyUsage } from '../../src/access/key-usage.js';
import type { ApiKeyRepository } from '../../src/access/persistence/api-key.repository.js';
import type { UnitOfWork } from '../../src/database/unit-of-work.js';
import { TestClock } from './support.js';

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(['warn', 'error']));

it('lets a write that fails pass without an error', async () => {
  const unitOfWork = { run: () => Promise.reject(new Error('database away')) } as unknown as UnitOfWork;
  const usage = new KeyUsage({} as ApiKeyRepository, unitOfWork, new TestClock());

  usage.note(1);

  await expect(usage.settled()).resolves.toBeUndefined();
});
