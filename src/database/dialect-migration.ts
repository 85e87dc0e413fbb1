import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Dialect } from './dialect.js';

/** SQL statements of one direction, in order, for each database. */
export type DialectStatements = Readonly<Record<Dialect, readonly string[]>>;

/** Statements that read the same on both databases. */
export function both(statements: readonly string[]): DialectStatements {
  return { sqlite: statements, postgres: statements };
}

/** A migration written as SQL, as `npm run db -- create NAME` makes it. */
export abstract class DialectMigration implements MigrationInterface {
  /** Class name and timestamp: TypeORM orders migrations by the last 13 digits. */
  abstract readonly name: string;
  abstract readonly statements: Readonly<Record<'up' | 'down', DialectStatements>>;

  up(queryRunner: QueryRunner): Promise<void> {
    return run(queryRunner, this.statements.up);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return run(queryRunner, this.statements.down);
  }
}

async function run(queryRunner: QueryRunner, statements: DialectStatements): Promise<void> {
  const dialect: Dialect = queryRunner.dataSource.options.type === 'postgres' ? 'postgres' : 'sqlite';
  if (dialect === 'sqlite') {
    // The way down renames a table before it builds it anew. SQLite would lead the references of its child tables along
    // to the old copy, which is dropped at the end.
    await queryRunner.query('PRAGMA legacy_alter_table = ON');
  }
  for (const statement of statements[dialect]) {
    await queryRunner.query(statement);
  }
  if (dialect === 'sqlite') {
    await queryRunner.query('PRAGMA legacy_alter_table = OFF');
  }
}
