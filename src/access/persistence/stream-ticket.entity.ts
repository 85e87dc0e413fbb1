import { Entity, ForeignKey, Index } from 'typeorm';
import { InstantColumn, PrimaryTextColumn, ReferenceColumn } from '../../database/columns.js';

/** A ticket that was issued and not used yet. Only the SHA-256 of its secret is kept. */
@Entity('stream_tickets')
@Index('idx_stream_tickets_expires_at', ['expiresAt'])
export class StreamTicket {
  @PrimaryTextColumn(64) secretHash: string;
  @ForeignKey('ApiKey', { name: 'fk_stream_tickets_api_key' })
  @ReferenceColumn()
  apiKeyId: number;
  @InstantColumn() expiresAt: string;
}
