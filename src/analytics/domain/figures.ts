import { Decimal, toMoney, unitsToMoney } from '../../common/decimal.js';
import { microsBetween } from '../../common/instant.js';
import { bootstrapMean } from './bootstrap.js';
import { FINE_SCALE, fineToNumber } from './closed-trade.js';
import { currentDrawdown } from './curve.js';
import { recoveredOn } from './day-totals.js';
import * as ratios from './ratios.js';
import { type Segment, tradesIn } from './segment.js';
import type { Summary } from './summary.js';
import { percentile, type Tally } from './tally.js';

/*
 * The metrics of docs/metrics.md, from a summary. R and ratios are numbers, money is text in the account's currency.
 */

export function countFigures({ sums }: Segment, z: number) {
  const trades = sums.wins + sums.losses + sums.breakevens;
  return {
    totalTrades: trades,
    wins: sums.wins,
    losses: sums.losses,
    breakevens: sums.breakevens,
    needsRate: sums.needsRate,
    tradesWithR: sums.rTrades,
    winRate: trades === 0 ? null : sums.wins / trades,
    winRateWilsonLb: ratios.wilsonLowerBound(sums.wins, trades, z),
  };
}

export function rFigures({ sums, extremes }: Segment) {
  const { value, isInfinite } = ratios.profitFactor(sums.rProfit, sums.rLoss);
  const total = sums.rProfit - sums.rLoss;
  const [averageWin, averageLoss] = [inR(sums.rProfit, sums.rWins), inR(-sums.rLoss, sums.rLosses)];
  const error = ratios.standardError(sums.rTrades, total, sums.rSquares);
  return {
    totalR: fineToNumber(total),
    expectedR: inR(total, sums.rTrades),
    expectedRStandardError: error === null ? null : error / FINE_SCALE,
    profitFactorR: value,
    profitFactorRInfinite: isInfinite,
    avgWinR: averageWin,
    avgLossR: averageLoss,
    largestWinR: extremes.largestWinR === null ? null : fineToNumber(extremes.largestWinR),
    largestLossR: extremes.largestLossR === null ? null : fineToNumber(extremes.largestLossR),
    payoffR: averageWin === null || averageLoss === null ? null : averageWin / -averageLoss,
    sqn: ratios.systemQuality(sums.rTrades, total, sums.rSquares),
  };
}

export function moneyFigures(segment: Segment) {
  const { sums, extremes } = segment;
  const { value, isInfinite } = ratios.profitFactor(sums.grossProfit, sums.grossLoss);
  const costs = ratios.quotient(sums.fees, sums.absoluteGross);
  const payoff = ratios.quotient(sums.grossProfit * BigInt(sums.losses), sums.grossLoss * BigInt(sums.wins));
  return {
    netProfit: unitsToMoney(sums.net),
    grossProfit: unitsToMoney(sums.grossProfit),
    grossLoss: unitsToMoney(sums.grossLoss),
    profitBeforeCosts: unitsToMoney(sums.gross),
    feesPaid: unitsToMoney(sums.fees),
    costsPct: costs === null ? null : costs * 100,
    profitFactor: value,
    profitFactorInfinite: isInfinite,
    expectancy: perTrade(sums.net, tradesIn(segment)),
    averageWin: perTrade(sums.grossProfit, sums.wins),
    averageLoss: perTrade(-sums.grossLoss, sums.losses),
    largestWin: extremes.largestWin === null ? null : unitsToMoney(extremes.largestWin),
    largestLoss: extremes.largestLoss === null ? null : unitsToMoney(extremes.largestLoss),
    payoff: sums.wins === 0 ? null : payoff,
  };
}

/** Drawdowns are not positive: 0 or how far below the peak. */
export function drawdownFiguresR({ segment }: Summary) {
  return {
    maxDrawdownR: 0 - fineToNumber(segment.r.drawdown),
    currentDrawdownR: 0 - fineToNumber(currentDrawdown(segment.r)),
  };
}

export function drawdownFigures(summary: Summary) {
  const { money, extremes } = summary.segment;
  const { drawdownFrom, drawdownTo } = money;
  const current = currentDrawdown(money);
  const hasFallen = money.drawdown > 0n;
  const from = hasFallen ? (drawdownFrom.at ?? startOf(summary)) : null;
  return {
    maxDrawdown: unitsToMoney(-money.drawdown),
    maxDrawdownPct: shareOfPeak(summary, money.drawdown, money.drawdownPeak),
    currentDrawdown: unitsToMoney(-current),
    currentDrawdownPct: shareOfPeak(summary, current, money.high),
    maxDrawdownFrom: from,
    maxDrawdownTo: hasFallen ? drawdownTo.at : null,
    maxDrawdownRecoveredOn:
      hasFallen && summary.bottomDay !== null
        ? recoveredOn(summary.days, summary.bottomDay, money.drawdownPeak)
        : null,
    currentDrawdownSince: current === 0n ? null : (money.highAt.at ?? startOf(summary)),
    recoveryFactor: ratios.quotient(money.total, money.drawdown),
    calmar: calmar(summary, extremes),
  };
}

/** Where a curve that begins with a loss falls from. */
function startOf({ isPerTrade, segment, days }: Summary): string | null {
  return isPerTrade ? segment.extremes.firstEntry : (days[0]?.day ?? null);
}

/** In per cent of the equity at the peak; null without a known, positive one. */
function shareOfPeak({ equityBefore }: Summary, fall: bigint, peak: bigint): number | null {
  const base = equityBefore === null ? 0n : equityBefore + peak;
  return base <= 0n ? null : 0 - (Number(fall) / Number(base)) * 100;
}

const YEAR_MICROS = 365.25 * 86_400 * 1e6;
/** A few good days are no year: below this span an annual figure says nothing. */
const CALMAR_MIN_MICROS = 30 * 86_400 * 1e6;

/** Calmar ratio (T. W. Young, 1991): net per year ÷ |maximum drawdown|, both in money. */
function calmar({ segment }: Summary, { firstEntry, lastExit }: Segment['extremes']): number | null {
  const span = firstEntry === null || lastExit === null ? 0 : microsBetween(firstEntry, lastExit);
  const ratio = ratios.quotient(segment.money.total, segment.money.drawdown);
  return span < CALMAR_MIN_MICROS || ratio === null ? null : ratio / (span / YEAR_MICROS);
}

export function dailyFigures({ daily }: Segment) {
  return {
    tradingDays: daily.days,
    sharpe: ratios.sharpe(daily.days, daily.net, daily.netSquares),
    sortino: ratios.sortino(daily.days, daily.net, daily.netDownside),
  };
}

export function dailyFiguresR({ daily }: Segment) {
  return {
    sharpeR: ratios.sharpe(daily.rDays, daily.r, daily.rSquares),
    sortinoR: ratios.sortino(daily.rDays, daily.r, daily.rDownside),
  };
}

export function streakFigures({ segment: { streaks }, isPerTrade }: Summary) {
  const known = (length: number): number | null => (isPerTrade ? length : null);
  return {
    maxConsecutiveWins: known(streaks.longestWins),
    maxConsecutiveLosses: known(streaks.longestLosses),
    currentWinStreak: known(streaks.trailingWins),
    currentLossStreak: known(streaks.trailingLosses),
  };
}

export function executionFigures(segment: Segment) {
  const { sums, extremes } = segment;
  const { firstEntry, lastExit } = extremes;
  const trades = tradesIn(segment);
  const span = firstEntry === null || lastExit === null ? 0 : microsBetween(firstEntry, lastExit);
  const held = Number(sums.holdingMicros);
  return {
    avgHoldingPeriodMinutes: trades === 0 ? null : held / trades / 6e7,
    timeInMarketPct: span === 0 ? null : (held / span) * 100,
    averageMae: inR(sums.mae, sums.maeTrades),
    averageMfe: inR(sums.mfe, sums.mfeTrades),
    averageMaeR: inR(sums.maeR, sums.excursionTrades),
    averageMfeR: inR(sums.mfeR, sums.excursionTrades),
    edgeRatio: ratios.quotient(sums.mfeR, sums.maeR),
    entrySlippageP50: inTicks(segment.entrySlippage, 0.5),
    entrySlippageP90: inTicks(segment.entrySlippage, 0.9),
    exitSlippageP50: inTicks(segment.exitSlippage, 0.5),
    exitSlippageP90: inTicks(segment.exitSlippage, 0.9),
    firstEntryTime: firstEntry,
    lastExitTime: lastExit,
  };
}

/** Trades up to which the interval comes from resampling. */
export const MAX_BOOTSTRAP = 10_000;

/** 95 % confidence interval of expected R, and how it was found. */
export function confidenceFigures({ segment: { sums }, results }: Summary) {
  const total = sums.rProfit - sums.rLoss;
  const error = ratios.standardError(sums.rTrades, total, sums.rSquares);
  if (error === null) {
    return { expectedRLow: null, expectedRHigh: null, confidence: { method: 'none' as const } };
  }
  const interval = results === null || results.length > MAX_BOOTSTRAP ? null : bootstrapMean(results);
  if (interval !== null) {
    const { low, high, resamples } = interval;
    return {
      expectedRLow: low,
      expectedRHigh: high,
      confidence: { method: 'bootstrap' as const, resamples },
    };
  }
  const [middle, half] = [Number(total) / sums.rTrades / FINE_SCALE, (1.96 * error) / FINE_SCALE];
  return {
    expectedRLow: middle - half,
    expectedRHigh: middle + half,
    confidence: { method: 'normal' as const },
  };
}

/** Mean of fine units as a plain number. */
function inR(sum: bigint, count: number): number | null {
  const average = ratios.mean(sum, count);
  return average === null ? null : average / FINE_SCALE;
}

function perTrade(units: bigint, count: number): string | null {
  return count === 0 ? null : toMoney(new Decimal(unitsToMoney(units)).div(count));
}

function inTicks(tally: Tally, share: number): number | null {
  const hundredths = percentile(tally, share);
  return hundredths === null ? null : hundredths / 100;
}
