import { Entity, ForeignKey, Index } from 'typeorm';
import {
  ChoiceColumn,
  CountColumn,
  InstantColumn,
  JsonColumn,
  KeyColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../../database/columns.js';
import { TARGET_STATUSES, type TargetStatus } from '../domain/target-status.js';

/** Where an account's events are sent, and how far that has come. */
@Entity('webhook_targets')
@Index('idx_webhook_targets_account', ['accountId', 'createdAt', 'targetId'])
@Index('idx_webhook_targets_created_at', ['createdAt', 'targetId'])
export class WebhookTarget {
  @KeyColumn() targetId: number;
  @ForeignKey('Account', { name: 'fk_webhook_targets_account' })
  @ReferenceColumn()
  accountId: number;
  @TextColumn() url: string;
  @NameColumn(200, { null: true }) description: string | null;
  /** Null means all, also in `symbols`. */
  @JsonColumn({ null: true }) types: string[] | null;
  @JsonColumn({ null: true }) symbols: string[] | null;
  /** Signing needs the secret itself, so that a hash would not do. docs/outgoing-webhooks.md says what follows. */
  @NameColumn(100) secret: string;
  @ChoiceColumn(TARGET_STATUSES) status: TargetStatus;
  @NameColumn(200, { null: true }) statusReason: string | null;
  /** Number of the last event that was delivered, passed over, given up or lost. */
  @ReferenceColumn() deliveredSeq: number;
  /** Failed attempts at the next event. */
  @CountColumn() attempts: number;
  @InstantColumn({ null: true }) nextAttemptAt: string | null;
  @InstantColumn({ null: true }) failingSince: string | null;
  @InstantColumn({ null: true }) lastSuccessAt: string | null;
  @CountColumn({ null: true }) lastStatus: number | null;
  @NameColumn(200, { null: true }) lastError: string | null;
  @InstantColumn({ null: true }) lastErrorAt: string | null;
  /** The process that delivers at present; it has lost the target when the lease is over or another name stands here. */
  @NameColumn(36, { null: true }) claimedBy: string | null;
  @InstantColumn({ null: true }) claimedUntil: string | null;
  @InstantColumn() createdAt: string;
  @InstantColumn() updatedAt: string;
}
