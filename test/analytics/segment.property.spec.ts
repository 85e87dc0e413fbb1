import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ClosedTrade, toFine } from '../../src/analytics/domain/closed-trade.js';
import { emptySegment, merge, mergeAll, sealDay, segmentOf } from '../../src/analytics/domain/segment.js';
import { aResult, history } from './histories.js';
import { counted, plainCurve, plainRuns, sumOf } from './plain-definition.js';

/** Cuts a history at the given places. */
function pieces<T>(items: readonly T[], cuts: readonly number[]): T[][] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (items.length + 1)), items.length])];
  places.sort((a, b) => a - b);
  return places.slice(0, -1).map((from, index) => items.slice(from, places[index + 1]));
}

const cuts = fc.array(fc.nat(60), { maxLength: 6 });

function daysOf(trades: readonly ClosedTrade[]): ClosedTrade[][] {
  const days = new Map<string, ClosedTrade[]>();
  for (const trade of trades) {
    const day = trade.exitTime.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), trade]);
  }
  return [...days.values()];
}

describe('segments', () => {
  it('merge to the same whatever the cuts', () => {
    fc.assert(
      fc.property(history, cuts, (trades, places) => {
        const parts = pieces(trades, places).map((part) => segmentOf(part));
        expect(mergeAll(parts)).toEqual(segmentOf(trades));
      }),
      { numRuns: 500 },
    );
  });

  it('merge associatively, sealed days included', () => {
    fc.assert(
      fc.property(history, fc.nat(20), fc.nat(20), (trades, one, two) => {
        const days = daysOf(trades).map((day) => sealDay(segmentOf(day)));
        const [a, b, c] = [0, 1, 2].map((part) =>
          mergeAll(
            days.filter((_, index) => (index < one % 4 ? 0 : index < (one % 4) + (two % 4) ? 1 : 2) === part),
          ),
        ) as [(typeof days)[0], (typeof days)[0], (typeof days)[0]];
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
        expect(merge(merge(a, b), c)).toEqual(mergeAll(days));
      }),
      { numRuns: 300 },
    );
  });

  it('have the empty segment as identity', () => {
    fc.assert(
      fc.property(history, (trades) => {
        const segment = segmentOf(trades);
        expect(merge(emptySegment(), segment)).toEqual(segment);
        expect(merge(segment, emptySegment())).toEqual(segment);
      }),
    );
  });

  it('hold the curves of the plain definition', () => {
    fc.assert(
      fc.property(history, (trades) => {
        const known = counted(trades);
        const segment = segmentOf(trades);
        expect(segment.money).toEqual(
          plainCurve(known.map(({ net, exitTime }) => ({ step: net, at: exitTime }))),
        );
        const steps = known.flatMap(({ resultR, exitTime }) =>
          resultR === null ? [] : [{ step: toFine(resultR), at: exitTime }],
        );
        expect(segment.r).toEqual(plainCurve(steps));
      }),
      { numRuns: 500 },
    );
  });

  it('hold the counts, sums and streaks of the plain definition', () => {
    fc.assert(
      fc.property(history, (trades) => {
        const known = counted(trades);
        const { sums, streaks, extremes, entrySlippage } = segmentOf(trades);
        const results = known.map(({ winLoss }) => String(winLoss));
        const nets = known.map(({ net }) => net);
        const rs = known.flatMap(({ resultR }) => (resultR === null ? [] : [toFine(resultR)]));
        expect(sums).toMatchObject({
          wins: results.filter((result) => result === 'Win').length,
          losses: results.filter((result) => result === 'Loss').length,
          breakevens: results.filter((result) => result === 'Breakeven').length,
          needsRate: trades.length - known.length,
          net: sumOf(nets),
          gross: sumOf(known.map(({ gross }) => gross)),
          fees: sumOf(known.map(({ fees }) => fees)),
          absoluteGross: sumOf(known.map(({ gross }) => (gross < 0n ? -gross : gross))),
          grossProfit: sumOf(nets.filter((net) => net > 0n)),
          grossLoss: -sumOf(nets.filter((net) => net < 0n)),
          rTrades: rs.length,
          rProfit: sumOf(rs.filter((r) => r > 0n)),
          rLoss: -sumOf(rs.filter((r) => r < 0n)),
          rSquares: sumOf(rs.map((r) => r * r)),
        });
        expect(streaks).toMatchObject({
          longestWins: Math.max(0, ...plainRuns(results, 'Win')),
          longestLosses: Math.max(0, ...plainRuns(results, 'Loss')),
          trailingWins: results.length - 1 - results.findLastIndex((result) => result !== 'Win'),
          trailingLosses: results.length - 1 - results.findLastIndex((result) => result !== 'Loss'),
        });
        const wins = nets.filter((net) => net > 0n);
        expect(extremes.largestWin).toBe(
          wins.length === 0 ? null : wins.reduce((best, net) => (net > best ? net : best)),
        );
        expect([...entrySlippage].reduce((sum, [value, count]) => sum + value * count, 0)).toBe(
          known.reduce((sum, { entrySlippage: slip }) => sum + (slip ?? 0), 0),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('hold the moments of daily results once the days are sealed', () => {
    fc.assert(
      fc.property(history, (trades) => {
        const nets = daysOf(counted(trades)).map((day) => sumOf(day.map(({ net }) => net)));
        const { daily } = mergeAll(daysOf(trades).map((day) => sealDay(segmentOf(day))));
        expect(daily).toMatchObject({
          days: nets.length,
          net: sumOf(nets),
          netSquares: sumOf(nets.map((net) => net * net)),
          netDownside: sumOf(nets.map((net) => (net < 0n ? net * net : 0n))),
        });
      }),
    );
  });

  it('measure the drawdown of [1, −1, 2, −1, −1, 0.5] R from the seeded curve: 2 R, now 1.5 R (spec 2.1)', () => {
    const rs = [1, -1, 2, -1, -1, 0.5];
    const { r } = segmentOf(rs.map((value, index) => aResult(index + 1, value * 100, value)));
    expect([r.drawdown, r.high - r.total]).toEqual([toFine(2), toFine(1.5)]);
  });

  it('count losses from the first trade as drawdown: [−1, −1] is 2 R (spec 2.1)', () => {
    const { r } = segmentOf([aResult(1, -100, -1), aResult(2, -100, -1)]);
    expect(r).toMatchObject({ drawdown: toFine(2), drawdownFrom: { index: 0, at: null } });
  });
});
