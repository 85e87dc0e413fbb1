import { InvalidInputError } from './errors.js';
import { parseInstant } from './instant.js';

/** A page of a list in a stable order, and the cursor that continues it; null on the last page. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Position behind the last item of a page: its sort value and its id. Opaque to callers. */
export interface Cursor {
  sort: string;
  id: number;
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.id])).toString('base64url');
}

export function decodeCursor(text: string): Cursor {
  try {
    const [sort, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (typeof sort === 'string' && isInstant(sort) && Number.isSafeInteger(id)) {
      return { sort, id: id as number };
    }
  } catch {
    // Falls through to the one error below.
  }
  throw InvalidInputError.field(
    'cursor',
    'cursor',
    'Expected a cursor from a previous page of the same list',
  );
}

function isInstant(text: string): boolean {
  const parsed = parseInstant(text);
  return parsed.ok && parsed.value === text;
}

/** Cuts `rows`, which were read one more than `limit`, into a page. */
export function pageOf<T>(rows: T[], limit: number, cursorOf: (last: T) => Cursor): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null;
  return { items, nextCursor };
}
