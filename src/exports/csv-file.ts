import { csvHeader, csvLines } from './domain/csv.js';
import type { ExportTable } from './export-table.js';

const BYTE_ORDER_MARK = '\ufeff';

/** CSV, a page of rows at a time. */
export async function* csvFile<Row>(
  { columns, pages }: ExportTable<Row>,
  { bom = false }: { bom?: boolean } = {},
): AsyncGenerator<string, void> {
  let head = (bom ? BYTE_ORDER_MARK : '') + csvHeader(columns);
  for await (const page of pages) {
    // One chunk for header and first page: the answer's first bytes are then rows, not a promise of rows.
    yield head + csvLines(columns, page);
    head = '';
  }
  if (head !== '') {
    yield head;
  }
}
