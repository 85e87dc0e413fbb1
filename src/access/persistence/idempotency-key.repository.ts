import { Injectable } from '@nestjs/common';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { IdempotencyKey } from './idempotency-key.entity.js';

const table = new Table(IdempotencyKey);

@Injectable()
export class IdempotencyKeyRepository {
  constructor(private readonly database: Database) {}

  async find(apiKeyId: number, idempotencyKey: string): Promise<IdempotencyKey | null> {
    const [entry] = await table.select(this.database, 'WHERE api_key_id = ? AND idempotency_key = ?', [
      apiKeyId,
      idempotencyKey,
    ]);
    return entry ?? null;
  }

  /** False when the key is taken: the first answer stands. */
  async insertIfNew(tx: Tx, entry: IdempotencyKey): Promise<boolean> {
    const inserted = await table.insertReturning(
      sessionOf(tx),
      [entry],
      'ON CONFLICT (api_key_id, idempotency_key) DO NOTHING RETURNING api_key_id',
    );
    return inserted.length > 0;
  }

  async delete(tx: Tx, apiKeyId: number, idempotencyKey: string): Promise<void> {
    await sessionOf(tx).query('DELETE FROM idempotency_keys WHERE api_key_id = ? AND idempotency_key = ?', [
      apiKeyId,
      idempotencyKey,
    ]);
  }

  /** Deletes at most `limit` entries, the oldest first; returns how many. */
  async deleteOlderThan(tx: Tx, cutoff: Instant, limit: number): Promise<number> {
    const session = sessionOf(tx);
    const deleted = await session.query(
      `DELETE FROM idempotency_keys WHERE (api_key_id, idempotency_key) IN (
         SELECT api_key_id, idempotency_key FROM idempotency_keys
         WHERE created_at < ? ORDER BY created_at LIMIT ?
       ) RETURNING api_key_id`,
      [table.value(session, 'createdAt', cutoff), limit],
    );
    return deleted.length;
  }
}
