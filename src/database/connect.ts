import { setTimeout } from 'node:timers/promises';
import type { AppLogger } from '../common/logger.js';
import { maskSecret } from './database-url.js';
import { type Database, openDatabase } from './database.js';
import { Migrator } from './migrator.js';
import type { DatabaseOptions } from './options.js';

/** The database cannot be used; the message is one clear line without secrets. */
export class DatabaseStartError extends Error {}

/** Waits for the database, migrates it and opens it. Throws DatabaseStartError. */
export async function connectDatabase(options: DatabaseOptions, logger: AppLogger): Promise<Database> {
  await migrateWithRetry(options, logger);
  try {
    return await openDatabase(options, ({ sql, durationMs }) => {
      logger.warn({ sql: sql.slice(0, 500), durationMs: Math.round(durationMs) }, 'slow query');
    });
  } catch (error) {
    throw new DatabaseStartError(`Cannot open ${labelOf(options)}: ${reasonOf(error)}`);
  }
}

async function migrateWithRetry(options: DatabaseOptions, logger: AppLogger): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const applied = await new Migrator(options).upgrade();
      if (applied.length > 0) {
        logger.info({ applied }, 'database migrated');
      }
      return;
    } catch (error) {
      const reason = reasonOf(error);
      if (attempt >= options.connectAttempts || !isPassing(error)) {
        throw new DatabaseStartError(`Cannot use ${labelOf(options)}: ${reason}`);
      }
      logger.warn({ attempt, reason }, 'database not reachable yet');
      await setTimeout(options.connectRetryMs);
    }
  }
}

/** Worth another attempt: the server may still be starting. A wrong password or a failed migration is not. */
function isPassing(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: string };
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT', '57P03', '53300'].includes(
    code ?? '',
  );
}

function labelOf({ target }: DatabaseOptions): string {
  return target.dialect === 'postgres' ? target.label : `sqlite:${target.path}`;
}

/** Node reports a refused connection to several addresses as an AggregateError without a message. */
function reasonOf(error: unknown): string {
  const { message, errors } = (error ?? {}) as { message?: string; errors?: { message?: string }[] };
  const text =
    message === undefined || message === '' ? errors?.map((inner) => inner.message).join(', ') : message;
  return maskSecret(text ?? String(error)).split('\n')[0] ?? 'unknown reason';
}
