import type { Column } from './domain/column.js';
import { packageParts, SHEET_HEAD, SHEET_TAIL, sheetPath } from './domain/xlsx-package.js';
import { headerRow, sheetRows } from './domain/xlsx-sheet.js';
import type { ExportTable } from './export-table.js';
import { type ZipEntry, zipStream } from './zip-stream.js';

/** Excel's limit, the header among them. */
const MAX_ROWS = 1_048_576;
/** A sheet's XML must stay below 4 GiB, and no program likes one that comes near. */
const MAX_SHEET_LENGTH = 1_000_000_000;

/** An Excel workbook: a sheet with the rows, and further ones when they do not fit. Holds one page of rows at a time. */
export function xlsxFile<Row>(table: ExportTable<Row>): AsyncGenerator<Uint8Array, void> {
  return zipStream(entriesOf(table));
}

async function* entriesOf<Row>({ title, columns, pages }: ExportTable<Row>): AsyncGenerator<ZipEntry, void> {
  const feed = new PageFeed(pages);
  let sheets = 0;
  try {
    do {
      sheets += 1;
      yield { path: sheetPath(sheets), content: sheetOf(columns, feed) };
    } while (!feed.isEmpty);
    for (const [path, content] of packageParts(title, sheets)) {
      yield { path, content: [content] };
    }
  } finally {
    await feed.close();
  }
}

async function* sheetOf<Row>(
  columns: readonly Column<Row>[],
  feed: PageFeed<Row>,
): AsyncGenerator<string, void> {
  yield SHEET_HEAD + headerRow(columns.map(({ header }) => header));
  let rows = 1;
  let length = 0;
  for (
    let page = await feed.peek();
    page !== null && rows + page.length <= MAX_ROWS && length < MAX_SHEET_LENGTH;
    page = await feed.peek()
  ) {
    const xml = sheetRows(columns, page, rows + 1);
    rows += page.length;
    length += xml.length;
    feed.take();
    yield xml;
  }
  yield SHEET_TAIL;
}

/** Pages of which the next one can be looked at before it is taken: it may belong to another sheet. */
class PageFeed<Row> {
  #next: Row[] | null | undefined;

  constructor(private readonly pages: AsyncGenerator<Row[], void>) {}

  get isEmpty(): boolean {
    return this.#next === null;
  }

  /** The next page, null behind the last one. */
  async peek(): Promise<Row[] | null> {
    if (this.#next === undefined) {
      const { value, done } = await this.pages.next();
      this.#next = done === true ? null : value;
    }
    return this.#next;
  }

  take(): void {
    this.#next = undefined;
  }

  async close(): Promise<void> {
    await this.pages.return();
  }
}
