import { Injectable } from '@nestjs/common';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { ApiKey } from './api-key.entity.js';

const table = new Table(ApiKey);

export type NewApiKey = Omit<ApiKey, 'keyId' | 'isActive' | 'revokedAt' | 'lastUsedAt'>;

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  async findBySecretHash(secretHash: string): Promise<ApiKey | null> {
    const [key] = await table.select(this.database, 'WHERE secret_hash = ?', [secretHash]);
    return key ?? null;
  }

  async findActiveIds(keyIds: readonly number[]): Promise<number[]> {
    const rows = await this.database.query<{ key_id: number | string | bigint }>(
      `SELECT key_id FROM api_keys WHERE key_id IN (${keyIds.map(() => '?').join(', ')}) AND is_active = ?`,
      [...keyIds, table.value(this.database, 'isActive', true)],
    );
    return rows.map(({ key_id: keyId }) => Number(keyId));
  }

  /** Keys in the order of their creation, after the one given. */
  async findPage(afterKeyId: number, limit: number): Promise<ApiKey[]> {
    return table.select(this.database, 'WHERE key_id > ? ORDER BY key_id LIMIT ?', [afterKeyId, limit]);
  }

  /**
   * Makes decisions about the set of keys (is there one, is this the last admin) exclusive until the transaction ends,
   * in every process. Lookups and the idempotency table's references go on.
   */
  async lockAll(tx: Tx): Promise<void> {
    const session = sessionOf(tx);
    // On SQLite the transaction is the only writer anyway.
    if (session.dialect === 'postgres') {
      await session.query('LOCK TABLE api_keys IN SHARE ROW EXCLUSIVE MODE');
    }
  }

  async hasAny(tx: Tx): Promise<boolean> {
    const rows = await sessionOf(tx).query('SELECT key_id FROM api_keys LIMIT 1');
    return rows.length > 0;
  }

  async findById(tx: Tx, keyId: number): Promise<ApiKey | null> {
    const [key] = await table.select(sessionOf(tx), 'WHERE key_id = ?', [keyId]);
    return key ?? null;
  }

  /** Active keys without an account binding whose scopes include `admin`. */
  async countUnboundAdmins(tx: Tx): Promise<number> {
    const session = sessionOf(tx);
    const [row] = await session.query<{ count: number | string | bigint }>(
      'SELECT COUNT(*) AS count FROM api_keys WHERE is_active = ? AND accounts IS NULL AND scopes LIKE ?',
      [table.value(session, 'isActive', true), '%"admin"%'],
    );
    return Number(row?.count ?? 0);
  }

  async insert(tx: Tx, key: NewApiKey): Promise<ApiKey> {
    const row = { ...key, keyId: 0, isActive: true, revokedAt: null, lastUsedAt: null };
    const [keyId = 0] = await table.insertGenerated(sessionOf(tx), [row], { key: 'keyId' });
    return { ...row, keyId };
  }

  async deactivate(tx: Tx, keyId: number, revokedAt: Instant): Promise<void> {
    await table.update(sessionOf(tx), keyId, { isActive: false, revokedAt });
  }

  /** Never moves the time back: another process may have seen the key later. */
  async markUsed(tx: Tx, keyId: number, usedAt: Instant): Promise<void> {
    const session = sessionOf(tx);
    const value = table.value(session, 'lastUsedAt', usedAt);
    await session.query(
      'UPDATE api_keys SET last_used_at = ? WHERE key_id = ? AND (last_used_at IS NULL OR last_used_at < ?)',
      [value, keyId, value],
    );
  }
}
