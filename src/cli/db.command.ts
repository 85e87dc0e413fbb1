import type { Command } from 'commander';
import { MIGRATIONS } from '../../migrations/index.js';
import { readConfigFor } from '../config/override.js';
import { createMigration } from './create-migration.js';
import type { CliIo } from './cli-io.js';
import { SchemaDesk } from './schema-desk.js';
import { databaseUrlOption, migrationOption } from './options.js';

const EXAMPLES = `
Examples:
  blotter db init                                     create and upgrade the configured database
  blotter db upgrade --database-url sqlite:copy.db    bring another one to the latest version
  blotter db downgrade                                revert the latest migration
  blotter db downgrade --to base                      revert everything; the tables and their rows go
  blotter db check                                    exit code 1 unless the schema is exactly what the code expects
  npm run db -- create add-trade-rating               write a migration from the entities`;

export function addDbCommands(program: Command, io: CliIo): void {
  const db = program
    .command('db')
    .description('create, upgrade and check the database')
    .addOption(databaseUrlOption())
    .addHelpText('after', EXAMPLES);
  const print = (line: string) => io.write(`${line}\n`);
  const desk = (): SchemaDesk => {
    const { databaseUrl } = db.opts<{ databaseUrl?: string }>();
    return new SchemaDesk(readConfigFor(databaseUrl, io.environment).database, print);
  };
  addSchemaCommands(db, desk);
  db.command('create')
    .description('for developers: write a migration for both databases from the entities')
    .argument('<name>', 'what changes, such as add-trade-rating')
    .action(async (name: string) => {
      await createMigration({ name, migrations: MIGRATIONS, print });
    });
}

function addSchemaCommands(db: Command, desk: () => SchemaDesk): void {
  db.command('init')
    .description('create the database and bring it to the latest version; harmless when repeated')
    .action(() => desk().init());
  db.command('upgrade')
    .description('apply the pending migrations')
    .addOption(migrationOption('the last one to apply'))
    .action(({ to }: { to?: string }) => desk().upgrade(to));
  db.command('downgrade')
    .description('revert the latest migration')
    .addOption(migrationOption('revert everything after it; "base" reverts all'))
    .action(({ to }: { to?: string }) => desk().downgrade(to));
  db.command('current')
    .description('list the migrations, applied and pending')
    .action(() => desk().current());
  db.command('check')
    .description('compare the schema with the code; prints what differs')
    .action(() => desk().check());
}
