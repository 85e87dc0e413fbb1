import { type Instant, microsBetween } from '../../common/instant.js';
import { FINE_SCALE, type ClosedTrade, type FineUnits, type MoneyUnits, toFine } from './closed-trade.js';
import { addStep, type Curve, emptyCurve, mergeCurves } from './curve.js';
import { type DailyMoments, emptyMoments, mergeMoments, momentsOf } from './daily-moments.js';
import { addResult, emptyStreaks, mergeStreaks, type Streaks } from './streaks.js';
import { addValue, mergeTallies, type Tally } from './tally.js';

/** Counts and sums: of two segments they simply add up. */
export interface Sums {
  wins: number;
  losses: number;
  breakevens: number;
  /** Closed trades whose profit waits for a rate; in no other figure. */
  needsRate: number;
  gross: MoneyUnits;
  net: MoneyUnits;
  fees: MoneyUnits;
  /** Σ |gross|: the base of costs in per cent. */
  absoluteGross: MoneyUnits;
  /** Σ net of the wins, and of the losses as a positive magnitude. */
  grossProfit: MoneyUnits;
  grossLoss: MoneyUnits;
  /** Trades with a result in R; the others are counted by `trades − rTrades`. */
  rTrades: number;
  rWins: number;
  rLosses: number;
  rProfit: FineUnits;
  /** Positive magnitude. */
  rLoss: FineUnits;
  /** Σ r², in units of 1e-24. */
  rSquares: bigint;
  holdingMicros: bigint;
  maeTrades: number;
  mae: FineUnits;
  mfeTrades: number;
  mfe: FineUnits;
  /** Excursions ÷ distance to the initial stop, of trades that have all three. */
  excursionTrades: number;
  maeR: FineUnits;
  mfeR: FineUnits;
}

/** The largest win and the largest loss; null before the first. */
export interface Extremes {
  largestWin: MoneyUnits | null;
  /** Negative. */
  largestLoss: MoneyUnits | null;
  largestWinR: FineUnits | null;
  largestLossR: FineUnits | null;
  firstEntry: Instant | null;
  lastExit: Instant | null;
}

/**
 * What is known of a run of closed trades in order of (exit, number). Two adjacent runs merge into one exactly: merging is
 * associative, `emptySegment()` is its identity, and any cut of a history merges to the same segment (DESIGN §7).
 *
 * `daily` is filled by `sealDay`, once per trading day, since a day's return is known only when the day is whole: merge
 * the parts of a day before you seal it.
 */
export interface Segment {
  sums: Sums;
  extremes: Extremes;
  streaks: Streaks;
  money: Curve;
  r: Curve;
  /** Hundredths of a tick. */
  entrySlippage: Tally;
  exitSlippage: Tally;
  daily: DailyMoments;
}

const NO_SUMS: Sums = {
  wins: 0,
  losses: 0,
  breakevens: 0,
  needsRate: 0,
  gross: 0n,
  net: 0n,
  fees: 0n,
  absoluteGross: 0n,
  grossProfit: 0n,
  grossLoss: 0n,
  rTrades: 0,
  rWins: 0,
  rLosses: 0,
  rProfit: 0n,
  rLoss: 0n,
  rSquares: 0n,
  holdingMicros: 0n,
  maeTrades: 0,
  mae: 0n,
  mfeTrades: 0,
  mfe: 0n,
  excursionTrades: 0,
  maeR: 0n,
  mfeR: 0n,
};

const NO_EXTREMES: Extremes = {
  largestWin: null,
  largestLoss: null,
  largestWinR: null,
  largestLossR: null,
  firstEntry: null,
  lastExit: null,
};

export function emptySegment(): Segment {
  return {
    sums: { ...NO_SUMS },
    extremes: { ...NO_EXTREMES },
    streaks: emptyStreaks(),
    money: emptyCurve(),
    r: emptyCurve(),
    entrySlippage: new Map(),
    exitSlippage: new Map(),
    daily: emptyMoments(),
  };
}

/** Trades with a known result: wins, losses and break-evens. */
export function tradesIn({ sums }: Segment): number {
  return sums.wins + sums.losses + sums.breakevens;
}

/** The segment of trades that are in order of (exit, number), not sealed. */
export function segmentOf(trades: Iterable<ClosedTrade>): Segment {
  const segment = emptySegment();
  for (const trade of trades) {
    addTrade(segment, trade);
  }
  return segment;
}

/** Adds the next trade in place. The segment must not be sealed. */
export function addTrade(segment: Segment, trade: ClosedTrade): void {
  const { winLoss } = trade;
  if (winLoss === null) {
    segment.sums.needsRate += 1;
    return;
  }
  addMoney(segment, trade, winLoss);
  if (trade.resultR !== null) {
    addR(segment, toFine(trade.resultR), trade.exitTime);
  }
  addExcursions(segment.sums, trade);
  if (trade.entrySlippage !== null) {
    addValue(segment.entrySlippage, trade.entrySlippage);
  }
  if (trade.exitSlippage !== null) {
    addValue(segment.exitSlippage, trade.exitSlippage);
  }
}

function addMoney(segment: Segment, trade: ClosedTrade, winLoss: 'Win' | 'Loss' | 'Breakeven'): void {
  const { sums, extremes } = segment;
  const { net } = trade;
  sums.gross += trade.gross;
  sums.net += net;
  sums.fees += trade.fees;
  sums.absoluteGross += trade.gross < 0n ? -trade.gross : trade.gross;
  sums.holdingMicros += BigInt(microsBetween(trade.entryTime, trade.exitTime));
  if (winLoss === 'Win') {
    sums.wins += 1;
    sums.grossProfit += net;
    extremes.largestWin = greatest(extremes.largestWin, net);
  } else if (winLoss === 'Loss') {
    sums.losses += 1;
    sums.grossLoss -= net;
    extremes.largestLoss = least(extremes.largestLoss, net);
  } else {
    sums.breakevens += 1;
  }
  extremes.firstEntry = least(extremes.firstEntry, trade.entryTime);
  extremes.lastExit = greatest(extremes.lastExit, trade.exitTime);
  addResult(segment.streaks, winLoss);
  addStep(segment.money, net, trade.exitTime);
}

function addR({ sums, extremes, r: curve }: Segment, r: FineUnits, at: Instant): void {
  sums.rTrades += 1;
  sums.rSquares += r * r;
  if (r > 0n) {
    sums.rWins += 1;
    sums.rProfit += r;
    extremes.largestWinR = greatest(extremes.largestWinR, r);
  } else if (r < 0n) {
    sums.rLosses += 1;
    sums.rLoss -= r;
    extremes.largestLossR = least(extremes.largestLossR, r);
  }
  addStep(curve, r, at);
}

function addExcursions(sums: Sums, { mae, mfe, stopDistance }: ClosedTrade): void {
  if (mae !== null) {
    sums.maeTrades += 1;
    sums.mae += mae;
  }
  if (mfe !== null) {
    sums.mfeTrades += 1;
    sums.mfe += mfe;
  }
  if (mae !== null && mfe !== null && stopDistance !== null && stopDistance > 0n) {
    sums.excursionTrades += 1;
    sums.maeR += (mae * BigInt(FINE_SCALE)) / stopDistance;
    sums.mfeR += (mfe * BigInt(FINE_SCALE)) / stopDistance;
  }
}

/** `a` continued by `b`, whose trades all come later. Neither is changed by it. */
export function merge(a: Segment, b: Segment): Segment {
  return {
    sums: addSums(a.sums, b.sums),
    extremes: {
      largestWin: greatest(a.extremes.largestWin, b.extremes.largestWin),
      largestLoss: least(a.extremes.largestLoss, b.extremes.largestLoss),
      largestWinR: greatest(a.extremes.largestWinR, b.extremes.largestWinR),
      largestLossR: least(a.extremes.largestLossR, b.extremes.largestLossR),
      firstEntry: least(a.extremes.firstEntry, b.extremes.firstEntry),
      lastExit: greatest(a.extremes.lastExit, b.extremes.lastExit),
    },
    streaks: mergeStreaks(a.streaks, b.streaks),
    money: mergeCurves(a.money, b.money),
    r: mergeCurves(a.r, b.r),
    entrySlippage: mergeTallies(a.entrySlippage, b.entrySlippage),
    exitSlippage: mergeTallies(a.exitSlippage, b.exitSlippage),
    daily: mergeMoments(a.daily, b.daily),
  };
}

export function mergeAll(segments: Iterable<Segment>): Segment {
  let merged = emptySegment();
  for (const segment of segments) {
    merged = merge(merged, segment);
  }
  return merged;
}

/** The segment of one whole trading day, with the day's return. A day without a result is no day of returns. */
export function sealDay(day: Segment): Segment {
  return tradesIn(day) === 0 ? day : { ...day, daily: momentsOf(day.money.total, day.r.total, day.r.count) };
}

const SUM_NAMES = Object.keys(NO_SUMS) as (keyof Sums)[];

function addSums(a: Sums, b: Sums): Sums {
  const total: Record<string, number | bigint> = {};
  for (const name of SUM_NAMES) {
    // Both are of the same type: numbers count, bigints are units.
    total[name] = (a[name] as number) + (b[name] as number);
  }
  return total as unknown as Sums;
}

function greatest<T extends bigint | string>(a: T | null, b: T | null): T | null {
  return a === null ? b : b === null ? a : b > a ? b : a;
}

function least<T extends bigint | string>(a: T | null, b: T | null): T | null {
  return a === null ? b : b === null ? a : b < a ? b : a;
}
