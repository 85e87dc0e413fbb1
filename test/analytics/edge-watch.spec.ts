import { describe, expect, it } from '@jest/globals';
import { judgePromotions, judgeScaleDown } from '../../src/analytics/domain/edge-promotion.js';
import { edgeFiguresOf, type EdgeTrade, quantileOf } from '../../src/analytics/domain/edge-trade.js';
import {
  edgeDecay,
  rollingAgainstBaseline,
  slippageAlert,
  walkForward,
  watchEdge,
} from '../../src/analytics/domain/edge-watch.js';

/** Trades that ended with these results in R, in this order; gross is 100 per R, costs 1 each. */
function tradesOf(results: readonly (number | null)[], facts: Partial<EdgeTrade> = {}): EdgeTrade[] {
  return results.map((resultR) => ({
    resultR,
    outcome: resultR === null || resultR === 0 ? 'Breakeven' : resultR > 0 ? 'Win' : 'Loss',
    gross: (resultR ?? 0) * 100,
    ...{ fees: 1, entrySlippageTicks: 1, exitSlippageTicks: 1, ruleBreaks: 0, ...facts },
  }));
}

const times = (count: number, ...results: number[]): number[] =>
  Array.from({ length: count }, () => results).flat();
const verdict = <Verdict extends { rule: string }>(list: readonly Verdict[], rule: string): Verdict =>
  list.find((item) => item.rule === rule)!;
const promotion = (trades: EdgeTrade[], name: string) =>
  judgePromotions(trades).find((item) => item.promotion === name)!;

describe('the figures behind the edge rules', () => {
  // Worked values of the specification, 2.1.
  it('are those of the specification', () => {
    const figures = edgeFiguresOf(tradesOf([1, -1, 2, -1, -1, 0.5]));

    expect(figures.expectedR).toBeCloseTo(0.0833333, 6);
    expect(figures.profitFactorR).toBeCloseTo(3.5 / 3, 12);
    expect(figures).toMatchObject({ maxDrawdownR: -2, currentDrawdownR: -1.5, winRate: 0.5 });
    expect(edgeFiguresOf(tradesOf([-1, -1])).maxDrawdownR).toBe(-2);
    expect(edgeFiguresOf(tradesOf(times(12, 1).concat(times(8, -1)))).winRateWilsonLb).toBeCloseTo(
      0.38658,
      5,
    );
    expect(edgeFiguresOf(tradesOf([-1])).winRateWilsonLb).toBe(0);
  });

  it('are undefined without trades, and infinite without losses', () => {
    expect(edgeFiguresOf([])).toMatchObject({
      expectedR: null,
      profitFactorR: null,
      winRate: null,
      costsPct: null,
    });
    expect(edgeFiguresOf(tradesOf([0, 0]))).toMatchObject({ expectedR: 0, profitFactorR: null, winRate: 0 });
    expect(edgeFiguresOf(tradesOf([1]))).toMatchObject({ profitFactorR: Infinity, costsPct: 1 });
    expect(edgeFiguresOf(tradesOf([null, 1])).expectedR).toBe(1);
  });

  it('interpolate quantiles', () => {
    expect(quantileOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBeCloseTo(9.1, 12);
    expect(quantileOf([3, 1, 2], 0.5)).toBe(2);
    expect(quantileOf([], 0.5)).toBeNull();
  });
});

describe('edge decay', () => {
  // 20 trades of E[R] 0.20 (11 × +1, 9 × −1 would be 0.10; here 12 and 8), then 20 of 0.14.
  const strong = times(4, 1, 1, -1, 1, -1);
  const worse = [...strong.slice(0, 19), -2.2];

  it('warns at a fall of 30 %, to the digit', () => {
    const [before, after] = [edgeFiguresOf(tradesOf(strong)), edgeFiguresOf(tradesOf(worse))];
    expect(before.expectedR).toBeCloseTo(0.2, 12);
    expect(after.expectedR).toBeCloseTo(0.14, 12);

    expect(edgeDecay(tradesOf([...strong, ...worse]))[0]).toMatchObject({
      ...{ rule: 'edge_decay_expected_r', value: -0.3, passed: false, action: 'warning', sampleSize: 40 },
    });
  });

  it('cuts the risk when the profit factor falls by 20 %', () => {
    // 12 ÷ 8 = 1.5 before; 12 ÷ 10 = 1.2 after.
    const [, factor] = edgeDecay(tradesOf([...strong, ...strong.slice(0, 19), -3]));

    expect(factor).toMatchObject({ value: -0.2, passed: false, action: 'cut_risk_20_pct' });
  });

  it('is content with an edge that stays', () => {
    for (const alert of edgeDecay(tradesOf([...strong, ...strong]))) {
      expect(alert).toMatchObject({ value: 0, passed: true, action: null, insufficientData: false });
    }
  });

  it('says nothing before 40 trades, nor where there was no edge', () => {
    expect(edgeDecay(tradesOf([...strong, ...strong.slice(1)]))[0]).toMatchObject({
      ...{ passed: false, insufficientData: true, action: null, sampleSize: 39 },
    });
    expect(edgeDecay(tradesOf([...times(20, -1), ...strong]))[0]).toMatchObject({
      ...{ value: null, insufficientData: true, action: null },
    });
  });

  it('looks at the latest 40 only', () => {
    const latest = edgeDecay(tradesOf([...strong, ...worse]));

    expect(edgeDecay(tradesOf([...times(50, -5), ...strong, ...worse]))).toEqual(latest);
  });
});

describe('the latest 12 trades against the baseline', () => {
  it.each([
    // E[R] ÷ 0.22: 0.187 is 0.85, 0.176 is 0.80, 0.11 is 0.50.
    [0.187, true, null],
    [0.176, false, 'step_down'],
    [0.11, false, 'stop_and_review'],
  ])('with E[R] %d pass: %s, %s', (result, passed, action) => {
    const rule = verdict(rollingAgainstBaseline(tradesOf(times(12, result))), 'rolling_expected_r');

    expect(rule).toMatchObject({ passed, action });
    expect(rule.value).toBeCloseTo(result / 0.22, 10);
  });

  it('pass without a loss, whose profit factor is infinite', () => {
    const rule = verdict(rollingAgainstBaseline(tradesOf(times(12, 1))), 'rolling_profit_factor');

    expect(rule).toMatchObject({ value: null, passed: true, insufficientData: false });
  });
});

describe('walk-forward', () => {
  it.each([
    [[1, 1, 0.7, 0.7], -0.3, true],
    [[1, 1, 0.69, 0.69], -0.31, false],
    [[1, 5, 1], 2, true],
  ])('compares the halves of %j', (results, value, passed) => {
    expect(walkForward(tradesOf(results))).toMatchObject({ value, passed });
  });
});

describe('slippage', () => {
  it.each([
    [2.5, true, null],
    [2.75, false, 'alert'],
    [3.25, false, 'freeze_scaling_prefer_limit_orders'],
  ])('of %d ticks passes: %s, %s', (ticks, passed, action) => {
    const trades = tradesOf(times(10, 1), { entrySlippageTicks: ticks });

    expect(slippageAlert(trades, 'entry')).toMatchObject({ value: ticks, passed, action });
    expect(slippageAlert(trades, 'exit').passed).toBe(true);
  });

  it('needs ten known values among the latest ten trades', () => {
    const trades = [...tradesOf(times(9, 1)), ...tradesOf([1], { exitSlippageTicks: null })];

    expect(slippageAlert(trades, 'exit')).toMatchObject({
      sampleSize: 9,
      insufficientData: true,
      action: null,
    });
  });
});

describe('scaling and promotion', () => {
  const steady = times(12, 1, 1, -1, 1, -0.5); // 60 trades: E[R] 0.3, PF 2, win rate 60 %

  it('scale down below a profit factor of 1.10 over 12 trades, or 4 R below the peak', () => {
    const [factor, drawdown] = judgeScaleDown(tradesOf([...steady, -1, -1, -1, -1]));

    expect(factor).toMatchObject({ passed: false, action: 'scale_down_30_pct' });
    // The last of the steady trades is half an R below the peak already.
    expect(drawdown).toMatchObject({ value: -4.5, passed: false, action: 'scale_down_30_pct' });
    expect(judgeScaleDown(tradesOf(steady)).every(({ passed }) => passed)).toBe(true);
  });

  it('scale up an edge that meets every condition', () => {
    expect(promotion(tradesOf(steady), 'scale_up')).toMatchObject({
      passed: true,
      action: 'scale_up_15_pct',
    });
  });

  it('never with a rule broken', () => {
    const trades = [...tradesOf(steady.slice(1)), ...tradesOf([1], { ruleBreaks: 1 })];
    const { passed, action, conditions } = promotion(trades, 'scale_up');

    expect({ passed, action }).toEqual({ passed: false, action: null });
    expect(conditions.filter((condition) => !condition.passed)).toMatchObject([
      { rule: 'ruleBreaks', value: 1, threshold: 0 },
    ]);
  });

  it('ask for their number of trades', () => {
    const trades = tradesOf(steady);

    expect(promotion(trades.slice(-29), 'paper_acceptance')).toMatchObject({
      passed: false,
      insufficientData: true,
    });
    expect(promotion(trades.slice(-30), 'paper_acceptance')).toMatchObject({
      passed: true,
      action: 'allow_live',
    });
    expect(promotion(trades, 'user_level_3').insufficientData).toBe(true);
  });

  it('compare strictly where the specification does', () => {
    // Profit factor 1.3 exactly: 13 ÷ 10.
    const trades = tradesOf(times(10, 1.3, 0, -1));

    expect(promotion(trades, 'user_level_1').conditions[0]).toMatchObject({ value: 1.3, passed: false });
    expect(promotion(trades, 'performance_mode_30').conditions[0]).toMatchObject({
      value: 1.3,
      passed: true,
    });
  });

  it('refuse what costs too much', () => {
    // Turnover is 90 a trade: 19 are 21.1 %, 20 are 22.2 %.
    const dear = tradesOf(steady, { fees: 19 });

    expect(promotion(dear, 'module_unlock').conditions.find(({ rule }) => rule === 'costsPct')).toMatchObject(
      {
        ...{ threshold: 22, passed: true },
      },
    );
    expect(promotion(tradesOf(steady, { fees: 20 }), 'module_unlock').passed).toBe(false);
  });
});

it('judges nothing from nothing', () => {
  const all = [
    ...watchEdge([]),
    ...judgeScaleDown([]),
    ...judgePromotions([]).flatMap(({ conditions }) => conditions),
  ];

  expect(all.length).toBeGreaterThan(30);
  for (const item of all) {
    expect(item).toMatchObject({ passed: false, action: null, insufficientData: true });
  }
});
