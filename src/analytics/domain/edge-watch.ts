import { type EdgeVerdict, verdictOf } from './edge-rule.js';
import { edgeFiguresOf, type EdgeTrade, quantileOf } from './edge-trade.js';

/*
 * Is the edge fading? The alerts of spec 2.2. A change is relative to what was before: from 0.30 to 0.20 is −0.33.
 * Where the earlier figure is not positive there was no edge to lose, and the rule has no value.
 */
const RECENT = 20;
const ROLLING = 12;
const SLIPPAGE_WINDOW = 10;
const BASELINE = { profitFactorR: 1.35, expectedR: 0.22 };

/** Judges the alerts over trades in the order of exits, oldest first. */
export function watchEdge(trades: readonly EdgeTrade[]): EdgeVerdict[] {
  return [
    ...edgeDecay(trades),
    ...rollingAgainstBaseline(trades),
    walkForward(trades),
    slippageAlert(trades, 'entry'),
    slippageAlert(trades, 'exit'),
  ];
}

/** The latest 20 trades against the 20 before them: E[R] −30 % is a warning, PF −20 % cuts 1 R by a fifth. */
export function edgeDecay(trades: readonly EdgeTrade[]): EdgeVerdict[] {
  const recent = edgeFiguresOf(trades.slice(-RECENT));
  const before = edgeFiguresOf(trades.slice(-2 * RECENT, -RECENT));
  const sample = {
    compare: 'above',
    sampleSize: Math.min(trades.length, 2 * RECENT),
    minimumTrades: 2 * RECENT,
  } as const;
  return [
    verdictOf({
      ...sample,
      rule: 'edge_decay_expected_r',
      value: changeOf(before.expectedR, recent.expectedR),
      threshold: -0.3,
      whenFailed: 'warning',
      note: 'Change of E[R], latest 20 trades against trades 21–40; −0.30 or less warns',
    }),
    verdictOf({
      ...sample,
      rule: 'edge_decay_profit_factor',
      value: changeOf(before.profitFactorR, recent.profitFactorR),
      threshold: -0.2,
      whenFailed: 'cut_risk_20_pct',
      note: 'Change of the profit factor in R, latest 20 trades against trades 21–40; −0.20 or less cuts 1 R by 20 %',
    }),
  ];
}

/** The latest 12 trades against fixed figures: below 0.85 of them step down, below 0.70 stop and review. */
export function rollingAgainstBaseline(trades: readonly EdgeTrade[]): EdgeVerdict[] {
  const recent = edgeFiguresOf(trades.slice(-ROLLING));
  return (['profitFactorR', 'expectedR'] as const).map((figure) => {
    const value = recent[figure];
    const ratio = value === null ? null : value / BASELINE[figure];
    const name = figure === 'expectedR' ? 'E[R]' : 'Profit factor in R';
    return verdictOf({
      rule: figure === 'expectedR' ? 'rolling_expected_r' : 'rolling_profit_factor',
      value: ratio,
      threshold: 0.85,
      compare: 'atLeast',
      sampleSize: recent.trades,
      minimumTrades: ROLLING,
      whenFailed: ratio !== null && ratio < 0.7 ? 'stop_and_review' : 'step_down',
      note: `${name} of the latest 12 trades ÷ ${BASELINE[figure]}; below 0.85 step down, below 0.70 stop and review`,
    });
  });
}

/** First against second half of the trades given; of an odd number the middle one counts to the second. */
export function walkForward(trades: readonly EdgeTrade[]): EdgeVerdict {
  const half = Math.floor(trades.length / 2);
  const first = edgeFiguresOf(trades.slice(0, half));
  const second = edgeFiguresOf(trades.slice(half));
  return verdictOf({
    rule: 'walk_forward_expected_r',
    value: changeOf(first.expectedR, second.expectedR),
    threshold: -0.3,
    compare: 'atLeast',
    sampleSize: trades.length,
    minimumTrades: 2,
    whenFailed: 'warning',
    note: 'Change of E[R] from the first half of the window to the second; a fall of more than 0.30 warns',
  });
}

/** P90 of the latest 10 trades: above 2.5 ticks an alert, above 3 scaling freezes for 5 sessions. */
export function slippageAlert(trades: readonly EdgeTrade[], side: 'entry' | 'exit'): EdgeVerdict {
  const ticks = slippageTicks(trades.slice(-SLIPPAGE_WINDOW), side);
  const p90 = quantileOf(ticks, 0.9);
  return verdictOf({
    rule: `${side}_slippage_p90`,
    value: p90,
    threshold: 2.5,
    compare: 'atMost',
    sampleSize: ticks.length,
    minimumTrades: SLIPPAGE_WINDOW,
    whenFailed: p90 !== null && p90 > 3 ? 'freeze_scaling_prefer_limit_orders' : 'alert',
    note: `P90 of ${side} slippage of the latest 10 trades in ticks; above 2.5 alerts, above 3 freezes scaling and prefers limit orders for 5 sessions`,
  });
}

/** The known slippages of one side. */
export function slippageTicks(trades: readonly EdgeTrade[], side: 'entry' | 'exit'): number[] {
  return trades.flatMap((trade) => {
    const ticks = side === 'entry' ? trade.entrySlippageTicks : trade.exitSlippageTicks;
    return ticks === null ? [] : [ticks];
  });
}

function changeOf(before: number | null, after: number | null): number | null {
  return before === null || after === null || before <= 0 || !Number.isFinite(before)
    ? null
    : after / before - 1;
}
