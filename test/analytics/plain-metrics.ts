import type { Body } from '../trading/desk.js';

/**
 * Metrics in the plainest way, from trades as the API gives them: numbers, loops, no segments, no rollups. Good to twelve
 * digits or so, which is what the comparisons ask for.
 */
export function plainMetrics(all: readonly Body[], dayOf: (exitTime: string) => string) {
  const trades = all
    .filter(({ status, winLoss }) => status === 'CLOSED' && winLoss !== null)
    .sort((a, b) => (a.exitTime < b.exitTime ? -1 : a.exitTime > b.exitTime ? 1 : a.tradeId - b.tradeId));
  const nets = trades.map(({ plAmountNet }) => Number(plAmountNet));
  const rs: number[] = trades.flatMap(({ resultR }) => resultR ?? []);
  const wins = nets.filter((net) => net > 0);
  const losses = nets.filter((net) => net < 0);
  const daily = new Map<string, number>();
  trades.forEach(({ exitTime, plAmountNet }) => {
    daily.set(dayOf(exitTime), (daily.get(dayOf(exitTime)) ?? 0) + Number(plAmountNet));
  });
  const days = [...daily.values()];
  const costs = trades.map(({ feesPaid }) => Number(feesPaid));
  const gross = trades.map(({ plAmountGross }) => Math.abs(Number(plAmountGross)));
  const held = trades.map(({ durationSeconds }) => durationSeconds as number);
  return {
    totalTrades: trades.length,
    wins: wins.length,
    losses: losses.length,
    needsRate: all.filter(({ status, needsRate }) => status === 'CLOSED' && needsRate).length,
    winRate: ratio(wins.length, trades.length),
    netProfit: sum(nets),
    grossProfit: sum(wins),
    grossLoss: -sum(losses),
    feesPaid: sum(costs),
    costsPct: ratio(sum(costs) * 100, sum(gross)),
    profitFactor: ratio(sum(wins), -sum(losses)),
    profitFactorR: ratio(sum(rs.filter((r) => r > 0)), -sum(rs.filter((r) => r < 0))),
    expectedR: ratio(sum(rs), rs.length),
    totalR: sum(rs),
    maxDrawdown: drawdown(nets).worst,
    currentDrawdown: drawdown(nets).last,
    maxDrawdownR: drawdown(rs).worst,
    currentDrawdownR: drawdown(rs).last,
    tradingDays: days.length,
    sharpe: spread(days) === null ? null : (sum(days) / days.length / (spread(days) ?? 1)) * Math.sqrt(252),
    maxConsecutiveWins: longestRun(nets.map((net) => net > 0)),
    maxConsecutiveLosses: longestRun(nets.map((net) => net < 0)),
    avgHoldingPeriodMinutes: ratio(sum(held) / 60, held.length),
  };
}

export type PlainMetrics = ReturnType<typeof plainMetrics>;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(a: number, b: number): number | null {
  return b === 0 ? null : a / b;
}

/** Sample deviation; null without variation. */
function spread(values: readonly number[]): number | null {
  const mean = sum(values) / values.length;
  const squares = sum(values.map((value) => (value - mean) ** 2));
  const deviation = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  return deviation < 1e-9 ? null : deviation;
}

function drawdown(steps: readonly number[]): { worst: number; last: number } {
  let [total, peak, worst] = [0, 0, 0];
  for (const step of steps) {
    total += step;
    peak = Math.max(peak, total);
    worst = Math.min(worst, total - peak);
  }
  return { worst, last: total - peak };
}

function longestRun(flags: readonly boolean[]): number {
  let [run, longest] = [0, 0];
  for (const flag of flags) {
    run = flag ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
