import { existsSync } from 'node:fs';
import { schemaDataSource } from './data-sources.js';
import type { DatabaseOptions } from './options.js';

const NO_SUCH_DATABASE = '3D000';

/**
 * Creates the database that the options name, without tables, if it is not there. Returns whether it was missing.
 * On Postgres the user must be allowed to create databases; on SQLite the file appears with the first migration.
 */
export async function createDatabaseIfMissing(options: DatabaseOptions): Promise<boolean> {
  if (options.target.dialect === 'sqlite') {
    return !existsSync(options.target.path);
  }
  try {
    await execute(options, 'SELECT 1');
    return false;
  } catch (error) {
    if ((error as { code?: string }).code !== NO_SUCH_DATABASE) {
      throw error;
    }
  }
  const url = new URL(options.target.url);
  const name = decodeURIComponent(url.pathname.slice(1));
  // Every server has this database, and CREATE DATABASE must be sent to one that exists.
  url.pathname = '/postgres';
  const maintenance: DatabaseOptions = { ...options, target: { ...options.target, url: url.href } };
  await execute(maintenance, `CREATE DATABASE "${name.replaceAll('"', '""')}"`);
  return true;
}

async function execute(options: DatabaseOptions, sql: string): Promise<void> {
  const source = await schemaDataSource(options).initialize();
  try {
    await source.query(sql);
  } finally {
    await source.destroy();
  }
}
