/** What a target wants to be told; null means everything. */
export interface EventFilter {
  types: readonly string[] | null;
  symbols: readonly string[] | null;
}

/** An event without a symbol passes no list of symbols. */
export function wants(
  { types, symbols }: EventFilter,
  { type, symbol }: { type: string; symbol: string | null },
): boolean {
  return (
    (types === null || types.includes(type)) &&
    (symbols === null || (symbol !== null && symbols.includes(symbol)))
  );
}
