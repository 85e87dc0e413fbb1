import type { SqlValue } from './dialect.js';

/** A write as data, so that writes of the same kind can be joined before they are sent. */
export interface WriteStatement {
  /** The whole text, or for an INSERT what stands in front of the tuples. */
  head: string;
  /** One tuple of an INSERT, `(?, ?)`; null for any other write. */
  tuple: string | null;
  /** How often the tuple is repeated. */
  count: number;
  values: readonly SqlValue[];
  /** The rows that it touches, "trades 17": two writes of the same row never travel together. */
  rows: readonly string[];
}

const texts = new Map<string, string>();
/** Texts of larger batches are built anew: they are rare and long. */
const MAX_REMEMBERED = 64;

/** The SQL of a write, remembered for small numbers of rows. */
export function textOf({ head, tuple, count }: Pick<WriteStatement, 'head' | 'tuple' | 'count'>): string {
  if (tuple === null) {
    return head;
  }
  const key = `${count} ${head}`;
  const known = texts.get(key);
  if (known !== undefined) {
    return known;
  }
  const text = `${head} ${new Array<string>(count).fill(tuple).join(', ')}`;
  if (count <= MAX_REMEMBERED) {
    texts.set(key, text);
  }
  return text;
}
