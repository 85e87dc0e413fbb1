import { unitsToMoney } from '../common/decimal.js';
import type { DayPart } from './day-histories.js';
import { average, dayFigures } from './domain/day-figures.js';
import { mergeAll, tradesIn } from './domain/segment.js';
import { addResult, emptyStreaks } from './domain/streaks.js';
import type { SummaryView } from './performance.dto.js';

/** How the days of a range came out, by the sign of their net. A flat day is neither won nor lost. */
export function dayResults(days: readonly DayPart[]) {
  const streaks = emptyStreaks();
  const counts = { tradingDays: 0, winningDays: 0, losingDays: 0, breakevenDays: 0 };
  for (const { segment } of days) {
    if (tradesIn(segment) === 0) {
      continue;
    }
    const { net } = segment.sums;
    counts.tradingDays += 1;
    counts.winningDays += net > 0n ? 1 : 0;
    counts.losingDays += net < 0n ? 1 : 0;
    counts.breakevenDays += net === 0n ? 1 : 0;
    addResult(streaks, net > 0n ? 'Win' : net < 0n ? 'Loss' : 'Breakeven');
  }
  return { counts, streaks };
}

export function summaryOf(days: readonly DayPart[]): Omit<SummaryView, 'account' | 'currency'> {
  const whole = mergeAll(days.map(({ segment }) => segment));
  const { counts, streaks } = dayResults(days);
  const known = days.filter(({ segment }) => tradesIn(segment) > 0);
  const byNet = known.toSorted((a, b) => Number(a.segment.sums.net - b.segment.sums.net));
  const [worst, best] = [byNet[0], byNet.at(-1)];
  return {
    firstDay: days[0]?.day ?? null,
    lastDay: days.at(-1)?.day ?? null,
    ...counts,
    averageDailyProfit: average(whole.sums.net, counts.tradingDays),
    bestDay: best?.day ?? null,
    bestDayProfit: best === undefined ? null : unitsToMoney(best.segment.sums.net),
    worstDay: worst?.day ?? null,
    worstDayProfit: worst === undefined ? null : unitsToMoney(worst.segment.sums.net),
    maxConsecutiveWinningDays: streaks.longestWins,
    maxConsecutiveLosingDays: streaks.longestLosses,
    ...dayFigures(whole),
  };
}
