import { Entity, ForeignKey, Index } from 'typeorm';
import {
  CountColumn,
  InstantColumn,
  KeyColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../../database/columns.js';

/** Events that a target did not get: one that was given up, or a range that the log no longer had. */
@Entity('webhook_dead_letters')
@Index('idx_webhook_dead_letters_target', ['targetId', 'createdAt', 'deadLetterId'])
export class DeadLetter {
  @KeyColumn() deadLetterId: number;
  @ForeignKey('WebhookTarget', { name: 'fk_webhook_dead_letters_target' })
  @ReferenceColumn()
  targetId: number;
  @ReferenceColumn() firstSeq: number;
  @ReferenceColumn() lastSeq: number;
  /** Null for a lost range. */
  @NameColumn(40, { null: true }) eventType: string | null;
  /** The body as it was sent, kept because the log does not keep its events for ever; null for a lost range. */
  @TextColumn({ null: true }) message: string | null;
  @CountColumn() attempts: number;
  @CountColumn({ null: true }) lastStatus: number | null;
  @NameColumn(200) lastError: string;
  @InstantColumn({ null: true }) lastAttemptAt: string | null;
  @InstantColumn() createdAt: string;
}
