import type { Column } from './domain/column.js';

/** What is to be written: rows in pages, and the columns that they show. */
export interface ExportTable<Row> {
  /** Names the file and the sheet: "trades". */
  title: string;
  columns: readonly Column<Row>[];
  pages: AsyncGenerator<Row[], void>;
}

/**
 * Reads the first page, so that a failure of the database is known before the first byte has left; from then on it can
 * only break the connection. Leaving the result leaves `pages`, also before it was begun.
 */
export async function startReading<Row>(
  pages: AsyncGenerator<Row[], void>,
): Promise<AsyncGenerator<Row[], void>> {
  const first = await pages.next();
  let given = false;
  const rest = {
    next: async (): Promise<IteratorResult<Row[], void>> => {
      if (given) {
        return pages.next();
      }
      given = true;
      return first;
    },
    return: () => pages.return(),
    throw: (error: unknown) => pages.throw(error),
    [Symbol.asyncIterator]: () => rest,
  } as AsyncGenerator<Row[], void>;
  return rest;
}
