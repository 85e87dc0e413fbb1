import { Entity, Index } from 'typeorm';
import { FlagColumn, InstantColumn, JsonColumn, KeyColumn, NameColumn } from '../../database/columns.js';
import type { Scope } from '../../http/scopes.js';

/** A credential. Only the SHA-256 of the secret is kept; 256 random bits need no slow hash. */
@Entity('api_keys')
@Index('uq_api_keys_secret_hash', ['secretHash'], { unique: true })
export class ApiKey {
  @KeyColumn() keyId: number;
  @NameColumn(120) name: string;
  @NameColumn(64) secretHash: string;
  /** First characters of the secret, to tell keys apart in a list. */
  @NameColumn(16) prefix: string;
  @JsonColumn() scopes: Scope[];
  /** Slugs of the accounts that the key is bound to; null for all. */
  @JsonColumn({ null: true }) accounts: string[] | null;
  @FlagColumn() isActive: boolean;
  @InstantColumn() createdAt: string;
  @NameColumn(120) createdBy: string;
  @InstantColumn({ null: true }) revokedAt: string | null;
  @InstantColumn({ null: true }) lastUsedAt: string | null;
}
