/** A message as its platform wrote it: keys and values that we have not judged yet. */
export type ForeignRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is ForeignRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The value under a key or dotted path, or undefined. "strategy.order.action" is looked for as a key of its own first,
 * because some templates flatten TradingView's names. Only own properties count: "constructor" is not a field.
 */
export function valueAt(record: ForeignRecord, path: string): unknown {
  if (Object.hasOwn(record, path)) {
    return record[path];
  }
  const dot = path.indexOf('.');
  const head = dot > 0 ? path.slice(0, dot) : '';
  const child = dot > 0 && Object.hasOwn(record, head) ? record[head] : undefined;
  return isRecord(child) ? valueAt(child, path.slice(dot + 1)) : undefined;
}

/** A string or number as trimmed text; null for anything else and for blank text. */
export function scalarText(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}

/** The first non-blank text under the given keys. */
export function textAt(record: ForeignRecord, paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = scalarText(valueAt(record, path));
    if (text !== null) {
      return text;
    }
  }
  return null;
}
