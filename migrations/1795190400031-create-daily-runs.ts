import type { MigrationInterface, QueryRunner } from 'typeorm';
import { day, id, instant, primary, SchemaWriter } from '../src/database/schema-writer.js';

/** How far the daily job got with each account, so that missed days are made up for. */
export class CreateDailyRuns1795190400031 implements MigrationInterface {
  readonly name = 'CreateDailyRuns1795190400031';

  async up(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).createTable('daily_runs', {
      columns: [primary(id('account_id')), day('last_day'), instant('finished_at')],
      references: {
        fk_daily_runs_account: 'account_id -> accounts.account_id',
      },
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).dropTables('daily_runs');
  }
}
