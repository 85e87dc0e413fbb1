import type { Instant } from '../../common/instant.js';

/** Money in units of 1e-8: what both databases hold exactly, and what adds up the same in any order. */
export type MoneyUnits = bigint;

/** R and points in units of 1e-12. Doubles would add up differently in another order. */
export type FineUnits = bigint;

export const FINE_SCALE = 1e12;

/** A closed trade as the statistics see it. Amounts are in the account's currency. */
export interface ClosedTrade {
  tradeId: number;
  accountId: number;
  entryTime: Instant;
  exitTime: Instant;
  symbol: string;
  direction: string;
  strategy: string | null;
  regime: string | null;
  gear: string | null;
  exitReason: string | null;
  tags: readonly string[];
  /** Null while a rate is missing (needsRate): the trade is counted apart and left out of everything else. */
  winLoss: 'Win' | 'Loss' | 'Breakeven' | null;
  gross: MoneyUnits;
  net: MoneyUnits;
  fees: MoneyUnits;
  /** Null without a stop: counted apart, left out of the figures in R. */
  resultR: number | null;
  /** Points, not negative. */
  mae: FineUnits | null;
  mfe: FineUnits | null;
  /** Distance to the initial stop in points. */
  stopDistance: FineUnits | null;
  /** Hundredths of a tick, adverse is positive. */
  entrySlippage: number | null;
  exitSlippage: number | null;
}

/** A double as units of 1e-12, rounded half away from zero like Math.round of the magnitude. */
export function toFine(value: number): FineUnits {
  const magnitude = BigInt(Math.round(Math.abs(value) * FINE_SCALE));
  return value < 0 ? -magnitude : magnitude;
}

export function fineToNumber(units: FineUnits): number {
  return Number(units) / FINE_SCALE;
}

/** The order of every statistic: by exit, then by number. */
export function byExit(a: ClosedTrade, b: ClosedTrade): number {
  return a.exitTime < b.exitTime ? -1 : a.exitTime > b.exitTime ? 1 : a.tradeId - b.tradeId;
}
