/** A closed trade as the edge rules see it, amounts in its account's currency. */
export interface EdgeTrade {
  /** Null without a stop: left out of the figures in R. */
  resultR: number | null;
  /** As the trade's record says; a break-even is neither a win nor a loss. */
  outcome: 'Win' | 'Loss' | 'Breakeven';
  gross: number;
  fees: number;
  /** Ticks, adverse is positive; null when no price was intended. */
  entrySlippageTicks: number | null;
  exitSlippageTicks: number | null;
  ruleBreaks: number;
}

/** The figures that the rules compare. Null where undefined: no trades, no losses, no turnover. */
export interface EdgeFigures {
  trades: number;
  /** Mean R. */
  expectedR: number | null;
  /** Σ positive R ÷ |Σ negative R|; infinite with wins and without losses. */
  profitFactorR: number | null;
  /** Wins ÷ trades, 0–1. */
  winRate: number | null;
  /** Lower bound of the 95 % Wilson interval of the win rate. */
  winRateWilsonLb: number | null;
  /** Deepest fall of the cumulative R below its peak, the start included; 0 or negative. */
  maxDrawdownR: number;
  currentDrawdownR: number;
  /** Σ fees ÷ Σ |gross| × 100. */
  costsPct: number | null;
  ruleBreaks: number;
}

const Z = 1.96;

/** The figures of some trades, oldest exit first. */
export function edgeFiguresOf(trades: readonly EdgeTrade[]): EdgeFigures {
  const results = trades.flatMap(({ resultR }) => (resultR === null ? [] : [resultR]));
  const gains = sumOf(results.filter((result) => result > 0));
  // Not the negated sum: a division by −0 would make the profit factor −∞.
  const losses = Math.abs(sumOf(results.filter((result) => result < 0)));
  const wins = trades.filter(({ outcome }) => outcome === 'Win').length;
  const turnover = sumOf(trades.map(({ gross }) => Math.abs(gross)));
  return {
    trades: trades.length,
    expectedR: results.length === 0 ? null : sumOf(results) / results.length,
    profitFactorR: gains === 0 && losses === 0 ? null : gains / losses,
    winRate: trades.length === 0 ? null : wins / trades.length,
    winRateWilsonLb: trades.length === 0 ? null : wilsonLowerBound(wins, trades.length),
    ...drawdownOf(results),
    costsPct: turnover === 0 ? null : (sumOf(trades.map(({ fees }) => fees)) / turnover) * 100,
    ruleBreaks: sumOf(trades.map(({ ruleBreaks }) => ruleBreaks)),
  };
}

/**
 * Lower bound of Wilson's score interval (E. B. Wilson, JASA 1927), z = 1.96, for n > 0:
 * (p + z²/2n − z·√((p(1−p) + z²/4n)/n)) ÷ (1 + z²/n). 12 wins of 20 give 0.38658.
 */
export function wilsonLowerBound(wins: number, trades: number): number {
  const share = wins / trades;
  const square = Z ** 2;
  const half = Z * Math.sqrt((share * (1 - share) + square / (4 * trades)) / trades);
  return Math.max(0, (share + square / (2 * trades) - half) / (1 + square / trades));
}

/** [1, −1, 2, −1, −1, 0.5] accumulates to 1, 0, 2, 1, 0, 0.5: at most 2 below its peak, 1.5 at the end. */
function drawdownOf(results: readonly number[]): Pick<EdgeFigures, 'maxDrawdownR' | 'currentDrawdownR'> {
  let total = 0;
  let peak = 0;
  let deepest = 0;
  for (const result of results) {
    total += result;
    peak = Math.max(peak, total);
    deepest = Math.min(deepest, total - peak);
  }
  return { maxDrawdownR: deepest, currentDrawdownR: total - peak };
}

/** The value below which a share of the values lies, interpolated between neighbours (Hyndman and Fan, type 7). */
export function quantileOf(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below === undefined || above === undefined
    ? null
    : below + (above - below) * (place - Math.floor(place));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
