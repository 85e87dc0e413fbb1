import type { Breakdown } from './metrics.dto.js';

/** How a confidence interval was found. */
export class ConfidenceView {
  /** none: fewer than two trades with a result in R. */
  method: 'bootstrap' | 'normal' | 'none';
  resamples?: number;
}

/** What the figures were computed from, and by which conventions. */
export class MetricsBasisView {
  /** Slugs. */
  accounts: string[];
  /** Null when the accounts have several. */
  currency: string | null;
  /** Number of trades or "all"; null for a range. */
  window: string | null;
  from: string | null;
  to: string | null;
  /** Slice filters in force. */
  filters: Record<string, string>;
  /** Folded days, months and years, or the trades one by one; both give the same figures. */
  source: 'rollups' | 'trades';
  /** Drawdowns trade by trade, or by the close of each trading day. */
  drawdown: 'trade' | 'day';
  /** Equity to which drawdowns in per cent refer, before the first trade; null when it is not known. */
  equityBefore: string | null;
  sharpe: string;
  z: number;
  confidence: ConfidenceView;
}

/** Everything that is an amount of money or follows from amounts. Null throughout when currencies differ. */
export class MoneyMetricsView {
  netProfit: string | null;
  /** Σ net of the wins. */
  grossProfit: string | null;
  /** Σ net of the losses, as a positive magnitude. */
  grossLoss: string | null;
  /** Σ gross, before costs. */
  profitBeforeCosts: string | null;
  feesPaid: string | null;
  costsPct: number | null;
  profitFactor: number | null;
  /** There are wins and no losses. */
  profitFactorInfinite: boolean | null;
  /** Net per trade. */
  expectancy: string | null;
  averageWin: string | null;
  averageLoss: string | null;
  largestWin: string | null;
  largestLoss: string | null;
  payoff: number | null;
  /** Not positive. */
  maxDrawdown: string | null;
  maxDrawdownPct: number | null;
  /** When the peak was reached: an instant, or a trading day when `basis.drawdown` is "day". */
  maxDrawdownFrom: string | null;
  maxDrawdownTo: string | null;
  /** First trading day that closed at the old peak again. */
  maxDrawdownRecoveredOn: string | null;
  currentDrawdown: string | null;
  currentDrawdownPct: number | null;
  currentDrawdownSince: string | null;
  recoveryFactor: number | null;
  calmar: number | null;
  sharpe: number | null;
  sortino: number | null;
}

export class CurrencyMetricsView extends MoneyMetricsView {
  currency: string;
  accounts: string[];
  totalTrades: number;
}

/** The metrics of docs/metrics.md. R and ratios are numbers, money is text; null where a figure is undefined. */
export class MetricsView extends MoneyMetricsView {
  totalTrades: number;
  wins: number;
  losses: number;
  breakevens: number;
  /** Closed trades without a rate: in no other figure. */
  needsRate: number;
  tradesWithR: number;
  tradingDays: number;
  /** 0 to 1. */
  winRate: number | null;
  winRateWilsonLb: number;
  totalR: number;
  expectedR: number | null;
  expectedRStandardError: number | null;
  expectedRLow: number | null;
  expectedRHigh: number | null;
  profitFactorR: number | null;
  profitFactorRInfinite: boolean;
  avgWinR: number | null;
  /** Negative. */
  avgLossR: number | null;
  largestWinR: number | null;
  largestLossR: number | null;
  payoffR: number | null;
  /** Not positive. */
  maxDrawdownR: number;
  currentDrawdownR: number;
  sqn: number | null;
  sharpeR: number | null;
  sortinoR: number | null;
  /** Streaks are null where trades of several accounts were not read one by one. */
  maxConsecutiveWins: number | null;
  maxConsecutiveLosses: number | null;
  currentWinStreak: number | null;
  currentLossStreak: number | null;
  avgHoldingPeriodMinutes: number | null;
  timeInMarketPct: number | null;
  averageMae: number | null;
  averageMfe: number | null;
  averageMaeR: number | null;
  averageMfeR: number | null;
  edgeRatio: number | null;
  entrySlippageP50: number | null;
  entrySlippageP90: number | null;
  exitSlippageP50: number | null;
  exitSlippageP90: number | null;
  firstEntryTime: string | null;
  lastExitTime: string | null;
  /** The money figures per currency; null when there is one currency. */
  byCurrency: CurrencyMetricsView[] | null;
  basis: MetricsBasisView;
}

/** One value of a breakdown. */
export class BreakdownGroupView {
  /** Null for trades without a value: no strategy, no tag. */
  value: string | null;
  totalTrades: number;
  wins: number;
  losses: number;
  breakevens: number;
  needsRate: number;
  tradesWithR: number;
  winRate: number | null;
  winRateWilsonLb: number;
  totalR: number;
  expectedR: number | null;
  expectedRStandardError: number | null;
  profitFactorR: number | null;
  profitFactorRInfinite: boolean;
  avgWinR: number | null;
  avgLossR: number | null;
  largestWinR: number | null;
  largestLossR: number | null;
  payoffR: number | null;
  sqn: number | null;
  netProfit: string | null;
  grossProfit: string | null;
  grossLoss: string | null;
  profitBeforeCosts: string | null;
  feesPaid: string | null;
  costsPct: number | null;
  profitFactor: number | null;
  profitFactorInfinite: boolean | null;
  expectancy: string | null;
  averageWin: string | null;
  averageLoss: string | null;
  largestWin: string | null;
  largestLoss: string | null;
  payoff: number | null;
  avgHoldingPeriodMinutes: number | null;
}

export class BreakdownView {
  by: Breakdown;
  items: BreakdownGroupView[];
  basis: MetricsBasisView;
}

/** The metrics of the `size` trades that end with this one. */
export class RollingPointView {
  tradeId: number;
  exitTime: string;
  winRate: number;
  expectedR: number | null;
  profitFactorR: number | null;
  netProfit: string | null;
}

export class RollingView {
  size: number;
  /** Oldest first; empty while there are fewer trades than `size`. */
  points: RollingPointView[];
}

/** Metrics as they were saved. */
export class MetricsSnapshotView {
  metricId: number;
  /** Slug; null for a snapshot over all accounts. */
  account: string | null;
  timestamp: string;
  windowTrades: number;
  /** In R. */
  profitFactor: number | null;
  expectedR: number | null;
  winRate: number | null;
  winRateWilsonLb: number | null;
  maxDrawdownR: number | null;
  currentDrawdownR: number | null;
  costsPct: number | null;
  totalTrades: number | null;
  totalWins: number | null;
  totalLosses: number | null;
  avgWinR: number | null;
  avgLossR: number | null;
}

export class MetricsSnapshotPageView {
  items: MetricsSnapshotView[];
  nextCursor: string | null;
}
