import { setImmediate } from 'node:timers/promises';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { parquetSchema, type ParquetValue, parquetValue } from './domain/parquet-schema.js';
import type { Column } from './domain/column.js';
import type { ExportTable } from './export-table.js';

/**
 * Rows that are encoded at once, and that are held in memory. Readers prefer ten times as many, but the encoder is
 * synchronous, and for as long as it takes nobody else is served.
 */
const ROW_GROUP = 4000;

/** A Parquet file, one row group at a time. */
export async function* parquetFile<Row>(table: ExportTable<Row>): AsyncGenerator<Uint8Array, void> {
  const { columns, pages } = table;
  const bytes = new DrainedBytes();
  const file = new ParquetWriter({
    writer: bytes,
    schema: parquetSchema(columns),
    createdBy: 'blotter',
  });
  let group: Row[] = [];
  for await (const page of pages) {
    group.push(...page);
    if (group.length >= ROW_GROUP) {
      await writeGroup(file, columns, group);
      group = [];
      yield bytes.drain();
      await setImmediate();
    }
  }
  if (group.length > 0) {
    await writeGroup(file, columns, group);
  }
  await file.finish();
  yield bytes.drain();
}

async function writeGroup<Row>(
  file: ParquetWriter,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const columnData = columns.map(({ header, kind, value }) => ({
    name: header,
    data: rows.map((row): ParquetValue => parquetValue(kind, value(row))),
  }));
  await file.write({ columnData, rowGroupSize: rows.length });
}

/** Collects what the library writes until it is taken away; places in the file count on. */
class DrainedBytes extends ByteWriter {
  drain(): Uint8Array {
    const taken = this.getBytes().slice();
    this.index = 0;
    return taken;
  }
}
