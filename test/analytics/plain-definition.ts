import type { ClosedTrade } from '../../src/analytics/domain/closed-trade.js';

/**
 * The definitions of the figures in the plainest words, one pass per figure and no merging: what segments are compared
 * with. Shares no code with them.
 */
export function plainCurve(steps: readonly { step: bigint; at: string }[]) {
  const values = [0n];
  for (const { step } of steps) {
    values.push((values.at(-1) ?? 0n) + step);
  }
  const times = [null, ...steps.map(({ at }) => at)];
  const point = (index: number) => ({ index, at: times[index] ?? null });
  const first = (test: (value: bigint, index: number) => boolean) => values.findIndex(test);
  const high = values.reduce((best, value) => (value > best ? value : best));
  const low = values.reduce((best, value) => (value < best ? value : best));
  const peakBefore = (index: number) =>
    values.slice(0, index + 1).reduce((best, value) => (value > best ? value : best));
  const falls = values.map((value, index) => peakBefore(index) - value);
  const drawdown = falls.reduce((worst, fall) => (fall > worst ? fall : worst));
  const bottom = falls.indexOf(drawdown);
  const peak = peakBefore(bottom);
  const isFlat = drawdown === 0n;
  return {
    count: steps.length,
    total: values.at(-1),
    high,
    highAt: point(first((value) => value === high)),
    low,
    lowAt: point(first((value) => value === low)),
    drawdown,
    drawdownPeak: isFlat ? 0n : peak,
    drawdownFrom: isFlat ? point(0) : point(first((value) => value === peak)),
    drawdownTo: isFlat ? point(0) : point(bottom),
  };
}

/** Lengths of the runs of one result, in order. */
export function plainRuns(results: readonly string[], wanted: string): number[] {
  return results
    .map((result) => (result === wanted ? 'x' : '|'))
    .join('')
    .split('|')
    .map((run) => run.length)
    .filter((length) => length > 0);
}

export function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

export function counted(trades: readonly ClosedTrade[]): ClosedTrade[] {
  return trades.filter(({ winLoss }) => winLoss !== null);
}
