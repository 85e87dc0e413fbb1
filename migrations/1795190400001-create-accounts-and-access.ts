import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  choice,
  count,
  flag,
  id,
  instant,
  json,
  key,
  money,
  name,
  optional,
  price,
  primary,
  ratio,
  text,
  SchemaWriter,
} from '../src/database/schema-writer.js';

/** Accounts with their snapshots and event log, instruments, and the credentials that may touch them. */
export class CreateAccountsAndAccess1795190400001 implements MigrationInterface {
  readonly name = 'CreateAccountsAndAccess1795190400001';

  async up(queryRunner: QueryRunner): Promise<void> {
    const schema = new SchemaWriter(queryRunner);
    await createAccounts(schema);
    await createAccountSnapshots(schema);
    await createEvents(schema);
    await createInstruments(schema);
    await createApiKeys(schema);
    await createIdempotencyKeys(schema);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).dropTables(
      'idempotency_keys',
      'api_keys',
      'instruments',
      'events',
      'account_snapshots',
      'accounts',
    );
  }
}

function createAccounts(schema: SchemaWriter): Promise<void> {
  return schema.createTable('accounts', {
    columns: [
      key('account_id'),
      name('account', 64),
      name('name', 120),
      name('currency', 10),
      choice('mode', ['netting', 'hedging']),
      optional(money('starting_balance')),
      name('time_zone', 64),
      name('day_start', 5),
      optional(name('broker', 100)),
      optional(name('server', 100)),
      optional(name('account_number', 64)),
      optional(name('platform', 40)),
      flag('is_active'),
      optional(instant('deactivated_at')),
      id('event_seq'),
      count('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indexes: {
      uq_accounts_account: ['account'],
    },
  });
}

function createAccountSnapshots(schema: SchemaWriter): Promise<void> {
  return schema.createTable('account_snapshots', {
    columns: [
      key('snapshot_id'),
      id('account_id'),
      name('client_snapshot_id', 200),
      optional(name('account_number', 64)),
      optional(name('server', 100)),
      optional(name('broker', 100)),
      money('balance'),
      money('equity'),
      optional(money('profit')),
      optional(money('margin')),
      optional(money('margin_free')),
      optional(ratio('margin_level')),
      optional(count('open_positions')),
      optional(price('total_volume')),
      instant('snapshot_time'),
      instant('recorded_at'),
      json('facts'),
    ],
    indexes: {
      idx_account_snapshots_snapshot_time: ['snapshot_time'],
      idx_account_snapshots_account_number: ['account_number'],
      idx_account_snapshots_account_time: ['account_id', 'snapshot_time', 'snapshot_id'],
      uq_account_snapshots_client_id: ['account_id', 'client_snapshot_id'],
    },
    references: {
      fk_account_snapshots_account: 'account_id -> accounts.account_id',
    },
  });
}

function createEvents(schema: SchemaWriter): Promise<void> {
  return schema.createTable('events', {
    columns: [
      primary(id('account_id')),
      primary(id('seq')),
      name('type', 40),
      optional(name('symbol', 40)),
      instant('recorded_at'),
      text('data'),
    ],
    indexes: {
      idx_events_recorded_at: ['recorded_at'],
    },
    references: {
      fk_events_account: 'account_id -> accounts.account_id',
    },
  });
}

function createInstruments(schema: SchemaWriter): Promise<void> {
  return schema.createTable('instruments', {
    columns: [
      primary(name('symbol', 40)),
      name('description', 200),
      choice('asset_class', ['futures', 'forex', 'commodity', 'crypto', 'index', 'stock']),
      optional(name('category', 20)),
      optional(name('exchange', 40)),
      name('currency', 10),
      optional(name('base_currency', 10)),
      price('tick_size'),
      price('point_value'),
      price('contract_size'),
      optional(price('pip_size')),
      count('price_digits'),
      price('min_quantity'),
      price('max_quantity'),
      price('quantity_step'),
      name('session_time_zone', 64),
      optional(name('trading_hours', 60)),
      optional(name('session_hours', 60)),
      optional(money('day_margin')),
      optional(money('overnight_margin')),
      flag('is_active'),
      instant('created_at'),
      instant('updated_at'),
    ],
  });
}

function createApiKeys(schema: SchemaWriter): Promise<void> {
  return schema.createTable('api_keys', {
    columns: [
      key('key_id'),
      name('name', 120),
      name('secret_hash', 64),
      name('prefix', 16),
      json('scopes'),
      optional(json('accounts')),
      flag('is_active'),
      instant('created_at'),
      name('created_by', 120),
      optional(instant('revoked_at')),
      optional(instant('last_used_at')),
    ],
    indexes: {
      uq_api_keys_secret_hash: ['secret_hash'],
    },
  });
}

function createIdempotencyKeys(schema: SchemaWriter): Promise<void> {
  return schema.createTable('idempotency_keys', {
    columns: [
      primary(id('api_key_id')),
      primary(name('idempotency_key', 200)),
      name('request_hash', 64),
      count('status'),
      text('response'),
      instant('created_at'),
    ],
    indexes: {
      idx_idempotency_keys_created_at: ['created_at'],
    },
    references: {
      fk_idempotency_keys_api_key: 'api_key_id -> api_keys.key_id',
    },
  });
}
