import type { FineUnits, MoneyUnits } from './closed-trade.js';

/**
 * Moments of the daily results, for Sharpe and Sortino: one observation per trading day with a closed trade.
 * Sums of squares are in squared units. The target of the downside is 0.
 */
export interface DailyMoments {
  days: number;
  net: MoneyUnits;
  netSquares: bigint;
  /** Σ min(0, net)² over the days. */
  netDownside: bigint;
  /** Days with a result in R. */
  rDays: number;
  r: FineUnits;
  rSquares: bigint;
  rDownside: bigint;
}

export function emptyMoments(): DailyMoments {
  return { days: 0, net: 0n, netSquares: 0n, netDownside: 0n, rDays: 0, r: 0n, rSquares: 0n, rDownside: 0n };
}

/** The moments of one day: its net, its R and how many trades had one. */
export function momentsOf(net: MoneyUnits, r: FineUnits, rTrades: number): DailyMoments {
  return {
    days: 1,
    net,
    netSquares: net * net,
    netDownside: net < 0n ? net * net : 0n,
    rDays: rTrades === 0 ? 0 : 1,
    r,
    rSquares: r * r,
    rDownside: r < 0n ? r * r : 0n,
  };
}

/** Adds in place. */
export function addMoments(into: DailyMoments, more: DailyMoments): void {
  into.days += more.days;
  into.net += more.net;
  into.netSquares += more.netSquares;
  into.netDownside += more.netDownside;
  into.rDays += more.rDays;
  into.r += more.r;
  into.rSquares += more.rSquares;
  into.rDownside += more.rDownside;
}

export function mergeMoments(a: DailyMoments, b: DailyMoments): DailyMoments {
  const merged = { ...a };
  addMoments(merged, b);
  return merged;
}
