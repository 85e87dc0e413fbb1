import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AccessCleanup } from './access-cleanup.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyService } from './idempotency.service.js';
import { KeyUsage } from './key-usage.js';
import { KnownAccounts } from './known-accounts.js';
import { ApiKeyRepository } from './persistence/api-key.repository.js';
import { IdempotencyKeyRepository } from './persistence/idempotency-key.repository.js';
import { SqlKnownAccounts } from './persistence/sql-known-accounts.js';
import { StreamTicketRepository } from './persistence/stream-ticket.repository.js';
import { StreamTicketsController } from './stream-tickets.controller.js';
import { StreamTicketsService } from './stream-tickets.service.js';

@Module({
  controllers: [ApiKeysController, StreamTicketsController],
  providers: [
    ApiKeyRepository,
    IdempotencyKeyRepository,
    StreamTicketRepository,
    { provide: KnownAccounts, useClass: SqlKnownAccounts },
    KeyUsage,
    ApiKeysService,
    IdempotencyService,
    StreamTicketsService,
    AccessCleanup,
    { provide: APP_GUARD, useClass: ApiKeyGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [ApiKeysService, StreamTicketsService],
})
export class AccessModule {}
