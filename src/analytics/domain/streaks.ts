/** Runs of equal results within a run of trades; a break-even trade ends both kinds. */
export interface Streaks {
  count: number;
  longestWins: number;
  longestLosses: number;
  /** At the beginning, where the previous segment's last streak may go on. */
  leadingWins: number;
  leadingLosses: number;
  /** At the end: the streak that is running. At most one of the two is above 0. */
  trailingWins: number;
  trailingLosses: number;
}

export function emptyStreaks(): Streaks {
  return {
    count: 0,
    longestWins: 0,
    longestLosses: 0,
    leadingWins: 0,
    leadingLosses: 0,
    trailingWins: 0,
    trailingLosses: 0,
  };
}

/** Adds a result in place. */
export function addResult(streaks: Streaks, result: 'Win' | 'Loss' | 'Breakeven'): void {
  if (result === 'Win' && streaks.leadingWins === streaks.count) {
    streaks.leadingWins += 1;
  }
  if (result === 'Loss' && streaks.leadingLosses === streaks.count) {
    streaks.leadingLosses += 1;
  }
  streaks.count += 1;
  streaks.trailingWins = result === 'Win' ? streaks.trailingWins + 1 : 0;
  streaks.trailingLosses = result === 'Loss' ? streaks.trailingLosses + 1 : 0;
  streaks.longestWins = Math.max(streaks.longestWins, streaks.trailingWins);
  streaks.longestLosses = Math.max(streaks.longestLosses, streaks.trailingLosses);
}

export function mergeStreaks(a: Streaks, b: Streaks): Streaks {
  return {
    count: a.count + b.count,
    longestWins: Math.max(a.longestWins, b.longestWins, a.trailingWins + b.leadingWins),
    longestLosses: Math.max(a.longestLosses, b.longestLosses, a.trailingLosses + b.leadingLosses),
    leadingWins: a.leadingWins + (a.leadingWins === a.count ? b.leadingWins : 0),
    leadingLosses: a.leadingLosses + (a.leadingLosses === a.count ? b.leadingLosses : 0),
    trailingWins: b.trailingWins + (b.trailingWins === b.count ? a.trailingWins : 0),
    trailingLosses: b.trailingLosses + (b.trailingLosses === b.count ? a.trailingLosses : 0),
  };
}
