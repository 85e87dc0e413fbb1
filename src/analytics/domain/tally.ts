/** How often each whole number occurred: exact percentiles survive a merge. Slippage is kept in hundredths of a tick. */
export type Tally = Map<number, number>;

/** Counts a value in place. */
export function addValue(tally: Tally, value: number): void {
  tally.set(value, (tally.get(value) ?? 0) + 1);
}

export function mergeTallies(a: Tally, b: Tally): Tally {
  const merged: Tally = new Map(a);
  for (const [value, count] of b) {
    merged.set(value, (merged.get(value) ?? 0) + count);
  }
  return merged;
}

export function tallySize(tally: Tally): number {
  let size = 0;
  for (const count of tally.values()) {
    size += count;
  }
  return size;
}

/**
 * The percentile by nearest rank: the least value that is not below `share` of all. Null for an empty tally.
 * Of 1, 2, 3, 4 the 50th percentile is 2 and the 90th is 4.
 */
export function percentile(tally: Tally, share: number): number | null {
  const rank = Math.max(1, Math.ceil(share * tallySize(tally)));
  let passed = 0;
  for (const [value, count] of sorted(tally)) {
    passed += count;
    if (passed >= rank) {
      return value;
    }
  }
  return null;
}

/** Pairs of value and count, least value first. */
export function sorted(tally: Tally): [value: number, count: number][] {
  return [...tally].sort(([a], [b]) => a - b);
}
