import { schemaDataSource } from '../../src/database/data-sources.js';
import type { DatabaseOptions } from '../../src/database/options.js';

/** Runs one statement outside the product, as a person with a database client would. */
export async function byHand<Row>(options: DatabaseOptions, sql: string): Promise<Row[]> {
  const source = await schemaDataSource(options).initialize();
  try {
    return await source.query(sql);
  } finally {
    await source.destroy();
  }
}
