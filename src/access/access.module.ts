import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { IdempotencyCleanup } from './idempotency-cleanup.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyService } from './idempotency.service.js';
import { KeyUsage } from './key-usage.js';
import { KnownAccounts } from './known-accounts.js';
import { ApiKeyRepository } from './persistence/api-key.repository.js';
import { IdempotencyKeyRepository } from './persistence/idempotency-key.repository.js';
import { SqlKnownAccounts } from './persistence/sql-known-accounts.js';

@Module({
  controllers: [ApiKeysController],
  providers: [
    ApiKeyRepository,
    IdempotencyKeyRepository,
    { provide: KnownAccounts, useClass: SqlKnownAccounts },
    KeyUsage,
    ApiKeysService,
    IdempotencyService,
    IdempotencyCleanup,
    { provide: APP_GUARD, useClass: ApiKeyGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [ApiKeysService],
})
export class AccessModule {}
