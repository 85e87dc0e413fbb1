import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  choice,
  count,
  day,
  id,
  instant,
  json,
  name,
  optional,
  primary,
  SchemaWriter,
  text,
} from '../src/database/schema-writer.js';

/** Summaries of closed trades per account, slice and period, and the marks of the days that must be folded again. */
export class CreateRollups1795190400030 implements MigrationInterface {
  readonly name = 'CreateRollups1795190400030';

  async up(queryRunner: QueryRunner): Promise<void> {
    const schema = new SchemaWriter(queryRunner);
    await schema.createTable('stale_days', {
      columns: [primary(id('account_id')), primary(day('day'))],
    });
    await createRollups(schema);
    await schema.createTable('rollup_states', {
      columns: [
        primary(id('account_id')),
        name('time_zone', 64),
        name('day_start', 5),
        count('layout'),
        count('generation'),
        instant('updated_at'),
      ],
      references: {
        fk_rollup_states_account: 'account_id -> accounts.account_id',
      },
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).dropTables('rollup_states', 'rollups', 'stale_days');
  }
}

function createRollups(schema: SchemaWriter): Promise<void> {
  return schema.createTable('rollups', {
    columns: [
      primary(id('account_id')),
      primary(name('slice', 20)),
      primary({ ...choice('grain', ['day', 'month', 'year']), length: 20 }),
      primary(name('period', 10)),
      primary(name('slice_value', 100)),
      text('net'),
      optional(text('result_r')),
      json('segment'),
    ],
    references: {
      fk_rollups_account: 'account_id -> accounts.account_id',
    },
  });
}
