/**
 * The facts of a recorded item as it was first sent. A natural key that comes again must carry the same facts;
 * anything else is a conflict that names the fields (DESIGN §6).
 */
export type Facts = Record<string, unknown>;

/** Keeps what was sent: absent fields are dropped, so that a missing and a null field mean the same. */
export function factsOf(item: object, except: readonly string[] = []): Facts {
  const entries = Object.entries(item).filter(
    ([field, value]) => value !== undefined && value !== null && !except.includes(field),
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names of the fields that differ. */
export function differingFields(first: Facts, second: Facts): string[] {
  const fields = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...fields].filter((field) => canonical(first[field]) !== canonical(second[field])).sort();
}

/** JSON with the fields of objects in order: a sender may write them in any. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
