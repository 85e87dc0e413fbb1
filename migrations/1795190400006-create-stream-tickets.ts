import type { MigrationInterface, QueryRunner } from 'typeorm';
import { id, instant, name, primary, SchemaWriter } from '../src/database/schema-writer.js';

/** One-time credentials for browsers, which cannot send a header when they open a stream. */
export class CreateStreamTickets1795190400006 implements MigrationInterface {
  readonly name = 'CreateStreamTickets1795190400006';

  async up(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).createTable('stream_tickets', {
      columns: [primary(name('secret_hash', 64)), id('api_key_id'), instant('expires_at')],
      indexes: {
        idx_stream_tickets_expires_at: ['expires_at'],
      },
      references: {
        fk_stream_tickets_api_key: 'api_key_id -> api_keys.key_id',
      },
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).dropTables('stream_tickets');
  }
}
