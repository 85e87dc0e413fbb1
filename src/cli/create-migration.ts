import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import type * as Prettier from 'prettier';
import type { MIGRATIONS } from '../../migrations/index.js';
import type { Dialect } from '../database/dialect.js';
import { Migrator } from '../database/migrator.js';
import { CliFailure } from './cli-failure.js';
import { type MigrationDraft, migrationSource, namesOf, withMigration } from './migration-text.js';
import { withScratch } from './scratch.js';

export interface MigrationRequest {
  name: string;
  /** Every migration there is, oldest first. */
  migrations: typeof MIGRATIONS;
  print: (line: string) => void;
  /** Where the file and index.ts are; the repository's migrations by default. */
  folder?: string;
}

/**
 * Writes the migration that leads from the given ones to the entities, and adds it to index.ts. Returns the path of
 * the new file, or null when nothing is missing.
 */
export async function createMigration(request: MigrationRequest): Promise<string | null> {
  const { name, migrations, print, folder = resolve('migrations') } = request;
  const index = join(folder, 'index.ts');
  if (!existsSync(index)) {
    throw new CliFailure(`Expected ${relative('.', index)}; run this in the root of the repository`);
  }
  const names = namesOf(name, nextTimestamp(migrations));
  const sqlite = await missingStatements('sqlite', migrations);
  const postgres = await missingStatements('postgres', migrations);
  if (sqlite.up.length === 0 && postgres.up.length === 0) {
    print('No drift: the migrations lead to the entities already, nothing was written');
    return null;
  }
  const draft: MigrationDraft = {
    ...names,
    up: { sqlite: sqlite.up, postgres: postgres.up },
    down: { sqlite: sqlite.down, postgres: postgres.down },
  };
  const file = join(folder, `${draft.fileName}.ts`);
  await writeFormatted(file, migrationSource(draft));
  await writeFormatted(index, withMigration(readFileSync(index, 'utf8'), draft));
  print(`Wrote ${relative('.', file)} and added it to ${relative('.', index)}; read it before you commit it`);
  return file;
}

/** Now, unless the latest migration claims a later moment: the new one must come after it. */
function nextTimestamp(migrations: MigrationRequest['migrations']): number {
  return Math.max(Date.now(), Number(migrations.at(-1)?.name.slice(-13) ?? 0) + 1);
}

async function missingStatements(
  dialect: Dialect,
  migrations: MigrationRequest['migrations'],
): Promise<{ up: string[]; down: string[] }> {
  return withScratch(dialect, async (options) => {
    const migrator = new Migrator(options, migrations);
    await migrator.upgrade();
    const { up, down } = await migrator.drift();
    return { up: up.map(tidy), down: down.map(tidy) };
  });
}

/**
 * Drops the schema, which the connection sets, and doubled spaces, so that more statements read the same on both
 * databases. Text in single quotes is data and stays.
 */
function tidy(statement: string): string {
  return statement
    .replace(/('(?:[^']|'')*')|"public"\.| +(?= )/g, (_match, quoted?: string) => quoted ?? '')
    .trim();
}

/** Prettier is a devDependency: where it is missing, the text is as careful as it can be. */
async function writeFormatted(file: string, source: string): Promise<void> {
  const prettier = loadPrettier();
  const style = await prettier?.resolveConfig(resolve('migrations/index.ts'));
  const text = await prettier?.format(source, { ...style, parser: 'typescript' });
  writeFileSync(file, text ?? source);
}

function loadPrettier(): typeof Prettier | null {
  try {
    return createRequire(resolve('package.json'))('prettier') as typeof Prettier;
  } catch {
    return null;
  }
}
