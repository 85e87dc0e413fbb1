import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { schemaDataSource } from '../../src/database/data-sources.js';
import { ENTITIES } from '../../src/database/entities.js';
import { Migrator } from '../../src/database/migrator.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';

describe.each(DIALECTS)('migrations on %s', (dialect) => {
  let scratch: ScratchDatabase;
  let migrator: Migrator;

  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
    migrator = new Migrator(scratch.options);
  });
  afterAll(() => scratch.drop());

  it('leaves no drift against the entities', async () => {
    await migrator.upgrade();

    expect((await migrator.drift()).up).toEqual([]);
  });

  it('applies nothing to a database that is up to date', async () => {
    expect(await migrator.upgrade()).toEqual([]);
  });

  it('goes down to nothing and up again to the identical schema', async () => {
    const before = await describeSchema(scratch);

    const reverted = await migrator.downgrade('base');
    const between = await describeSchema(scratch);
    const applied = await migrator.upgrade();

    expect(reverted).toEqual(MIGRATIONS.map(({ name }) => name).reverse());
    expect(Object.keys(between)).toEqual([]);
    expect(applied).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(await describeSchema(scratch)).toEqual(before);
  });

  it('stops at the migration that upgrade and downgrade name', async () => {
    const [first = { name: '' }] = MIGRATIONS;

    await migrator.downgrade(first.name);
    expect((await migrator.versions()).filter(({ applied }) => applied).map(({ name }) => name)).toEqual([
      first.name,
    ]);

    await migrator.downgrade('base');
    expect(await migrator.upgrade(first.name)).toEqual([first.name]);
    await migrator.upgrade();
  });

  it('names the migrations it knows when asked for another one', async () => {
    await expect(migrator.upgrade('nonsense')).rejects.toThrow(/Expected one of .*, was "nonsense"/);
  });
});

it('gives both databases the same tables, columns, nullability and unique indexes', async () => {
  const schemas = [];
  for (const dialect of DIALECTS) {
    const scratch = await scratchDatabase(dialect);
    await new Migrator(scratch.options).upgrade();
    schemas.push(await describeSchema(scratch));
    await scratch.drop();
  }

  expect(schemas[0]).toEqual(schemas[1]);
  expect(Object.keys(schemas[0] ?? {})).toHaveLength(ENTITIES.length);
});

type SchemaDescription = Record<
  string,
  { columns: Record<string, boolean>; indexes: Record<string, string> }
>;

/** Table → columns with their nullability, and indexes with their uniqueness and (sorted: Postgres lists them so) columns. */
async function describeSchema(scratch: ScratchDatabase): Promise<SchemaDescription> {
  const source: DataSource = await schemaDataSource(scratch.options).initialize();
  const runner = source.createQueryRunner();
  try {
    const tables = await runner.getTables(source.entityMetadatas.map(({ tableName }) => tableName));
    return Object.fromEntries(
      tables
        .map((table) => ({ ...table, name: table.name.split('.').pop() ?? '' }))
        .sort((a, b) => a.name.localeCompare(b.name))
        .map((table) => [
          table.name,
          {
            columns: Object.fromEntries(table.columns.map((column) => [column.name, column.isNullable])),
            indexes: Object.fromEntries(
              table.indices
                .map((index) => [
                  index.name ?? '',
                  `${String(index.isUnique)} ${[...index.columnNames].sort().join()}`,
                ])
                .sort(([a = ''], [b = '']) => a.localeCompare(b)),
            ),
          },
        ]),
    );
  } finally {
    await runner.release();
    await source.destroy();
  }
}
