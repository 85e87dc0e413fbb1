import { Entity, ForeignKey, Index } from 'typeorm';
import {
  CountColumn,
  InstantColumn,
  NameColumn,
  PrimaryIdColumn,
  PrimaryTextColumn,
  TextColumn,
} from '../../database/columns.js';

/** The first answer to a request that carried an Idempotency-Key header. */
@Entity('idempotency_keys')
@Index('idx_idempotency_keys_created_at', ['createdAt'])
export class IdempotencyKey {
  @ForeignKey('ApiKey', { name: 'fk_idempotency_keys_api_key' })
  @PrimaryIdColumn()
  apiKeyId: number;
  @PrimaryTextColumn(200) idempotencyKey: string;
  /** SHA-256 over method, path and body: the same key for another request is a mistake. */
  @NameColumn(64) requestHash: string;
  @CountColumn() status: number;
  @TextColumn() response: string;
  @InstantColumn() createdAt: string;
}
