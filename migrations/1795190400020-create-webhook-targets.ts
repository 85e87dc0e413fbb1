import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  choice,
  count,
  id,
  instant,
  json,
  key,
  name,
  optional,
  text,
  SchemaWriter,
} from '../src/database/schema-writer.js';

/** Outgoing webhooks: where events are sent, how far that has come, and what could not be delivered. */
export class CreateWebhookTargets1795190400020 implements MigrationInterface {
  readonly name = 'CreateWebhookTargets1795190400020';

  async up(queryRunner: QueryRunner): Promise<void> {
    const schema = new SchemaWriter(queryRunner);
    await createWebhookTargets(schema);
    await createWebhookDeadLetters(schema);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).dropTables('webhook_dead_letters', 'webhook_targets');
  }
}

function createWebhookTargets(schema: SchemaWriter): Promise<void> {
  return schema.createTable('webhook_targets', {
    columns: [
      key('target_id'),
      id('account_id'),
      text('url'),
      optional(name('description', 200)),
      optional(json('types')),
      optional(json('symbols')),
      name('secret', 100),
      choice('status', ['active', 'retrying', 'paused', 'disabled']),
      optional(name('status_reason', 200)),
      id('delivered_seq'),
      count('attempts'),
      optional(instant('next_attempt_at')),
      optional(instant('failing_since')),
      optional(instant('last_success_at')),
      optional(count('last_status')),
      optional(name('last_error', 200)),
      optional(instant('last_error_at')),
      optional(name('claimed_by', 36)),
      optional(instant('claimed_until')),
      instant('created_at'),
      instant('updated_at'),
    ],
    indexes: {
      idx_webhook_targets_account: ['account_id', 'created_at', 'target_id'],
      idx_webhook_targets_created_at: ['created_at', 'target_id'],
    },
    references: {
      fk_webhook_targets_account: 'account_id -> accounts.account_id',
    },
  });
}

function createWebhookDeadLetters(schema: SchemaWriter): Promise<void> {
  return schema.createTable('webhook_dead_letters', {
    columns: [
      key('dead_letter_id'),
      id('target_id'),
      id('first_seq'),
      id('last_seq'),
      optional(name('event_type', 40)),
      optional(text('message')),
      count('attempts'),
      optional(count('last_status')),
      name('last_error', 200),
      optional(instant('last_attempt_at')),
      instant('created_at'),
    ],
    indexes: {
      idx_webhook_dead_letters_target: ['target_id', 'created_at', 'dead_letter_id'],
    },
    references: {
      fk_webhook_dead_letters_target: 'target_id -> webhook_targets.target_id',
    },
  });
}
