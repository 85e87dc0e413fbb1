/*
 * Ratios from exact sums. Integers are combined as integers and divided once at the end, so that both databases and any
 * order of merging give the same double. Null where a figure is undefined, never NaN or infinity.
 */

/** Mean, or null without observations. Σ and result are in the same unit. */
export function mean(sum: bigint, count: number): number | null {
  return count === 0 ? null : Number(sum) / count;
}

/** Sample variance, (n·Σx² − (Σx)²) ÷ (n·(n − 1)), in squared units. Null below two observations. */
export function variance(count: number, sum: bigint, squares: bigint): number | null {
  return count < 2 ? null : Number(BigInt(count) * squares - sum * sum) / (count * (count - 1));
}

export function deviation(count: number, sum: bigint, squares: bigint): number | null {
  const squared = variance(count, sum, squares);
  return squared === null ? null : Math.sqrt(squared);
}

/** Trading days of a year, by which daily ratios are scaled. */
export const DAYS_PER_YEAR = 252;

/**
 * Sharpe ratio (W. F. Sharpe, "The Sharpe Ratio", 1994) of daily results against 0, annualised: mean ÷ sample deviation ×
 * √252. Results in money and returns on a constant capital have the same ratio. Null below two days or without variation.
 */
export function sharpe(days: number, sum: bigint, squares: bigint): number | null {
  const spread = deviation(days, sum, squares);
  return spread === null || spread === 0 ? null : (Number(sum) / days / spread) * Math.sqrt(DAYS_PER_YEAR);
}

/**
 * Sortino ratio (F. A. Sortino & L. N. Price, 1994), annualised: mean ÷ downside deviation × √252, where the downside
 * deviation is √(Σ min(0, x − target)² ÷ n) over all n days and the target is 0. Null without a losing day.
 */
export function sortino(days: number, sum: bigint, downside: bigint): number | null {
  return days === 0 || downside === 0n
    ? null
    : (Number(sum) / days / Math.sqrt(Number(downside) / days)) * Math.sqrt(DAYS_PER_YEAR);
}

/**
 * Lower bound of the Wilson score interval (E. B. Wilson, 1927): 12 of 20 at z = 1.96 is 0.38658. 0 without trades.
 */
export function wilsonLowerBound(wins: number, count: number, z: number): number {
  if (count === 0) {
    return 0;
  }
  const p = wins / count;
  const scale = 1 + (z * z) / count;
  const centre = (p + (z * z) / (2 * count)) / scale;
  const half = (z * Math.sqrt((p * (1 - p) + (z * z) / (4 * count)) / count)) / scale;
  return Math.max(0, centre - half);
}

/** Trades beyond which the quality number does not grow: 100, as its author has it. */
const SQN_CAP = 100;

/** System Quality Number (V. K. Tharp): √min(n, 100) × mean R ÷ sample deviation of R. */
export function systemQuality(count: number, sum: bigint, squares: bigint): number | null {
  const spread = deviation(count, sum, squares);
  return spread === null || spread === 0
    ? null
    : (Math.sqrt(Math.min(count, SQN_CAP)) * (Number(sum) / count)) / spread;
}

/** Standard error of the mean: sample deviation ÷ √n. */
export function standardError(count: number, sum: bigint, squares: bigint): number | null {
  const spread = deviation(count, sum, squares);
  return spread === null ? null : spread / Math.sqrt(count);
}

/** a ÷ b, or null when b is 0. */
export function quotient(a: bigint, b: bigint): number | null {
  return b === 0n ? null : Number(a) / Number(b);
}

export interface ProfitFactor {
  value: number | null;
  isInfinite: boolean;
}

/** Σ profits ÷ Σ losses. Without losses there is no number: `isInfinite` tells a perfect record from no record. */
export function profitFactor(profit: bigint, loss: bigint): ProfitFactor {
  return { value: quotient(profit, loss), isInfinite: loss === 0n && profit > 0n };
}
