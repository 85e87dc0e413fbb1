import { type EdgeRule, type EdgeVerdict, verdictOf } from './edge-rule.js';
import { type EdgeFigures, edgeFiguresOf, type EdgeTrade, quantileOf } from './edge-trade.js';
import { slippageTicks } from './edge-watch.js';

/*
 * The promotion, scaling and acceptance rules of spec 2.3 as far as trades tell them. What trades cannot tell (capital,
 * mental state, unhandled errors, days without use) is left to those who know it; the note says so.
 */

/** A promotion: every condition must hold. */
export interface Promotion {
  promotion: string;
  /** All conditions hold. */
  passed: boolean;
  action: string | null;
  /** At least one condition cannot be judged. */
  insufficientData: boolean;
  /** What else the specification asks for, which trades cannot tell; null for nothing. */
  note: string | null;
  conditions: EdgeVerdict[];
}

interface Terms {
  promotion: string;
  /** The latest so many trades are judged; fewer are insufficient. */
  trades: number;
  action: string;
  note?: string;
  /** Thresholds; what is left out is not asked for. */
  profitFactor?: { value: number; strict?: boolean };
  expectedR?: { value: number; strict?: boolean };
  winRate?: number;
  winRateWilsonLb?: number;
  /** Magnitude in R. */
  maxDrawdownR?: number;
  costsPct?: { value: number; strict?: boolean };
  slippageP50?: number;
  noRuleBreaks?: boolean;
}

const PERFORMANCE = { action: 'performance_mode', noRuleBreaks: true } as const;

const TERMS: readonly Terms[] = [
  {
    ...{ promotion: 'scale_up', trades: 20, action: 'scale_up_15_pct', noRuleBreaks: true, winRate: 0.5 },
    ...{ profitFactor: { value: 1.3 }, expectedR: { value: 0.2 }, maxDrawdownR: 3 },
    note: 'At least 12 new trades since the last decision',
  },
  {
    ...{ promotion: 'adaptive_scale_up', trades: 20, action: 'scale_up_15_pct', noRuleBreaks: true },
    ...{ profitFactor: { value: 1.35 }, expectedR: { value: 0.22 }, winRateWilsonLb: 0.5 },
    ...{ maxDrawdownR: 3, costsPct: { value: 25 } },
  },
  {
    ...{ promotion: 'module_unlock', trades: 60, action: 'unlock_modules', maxDrawdownR: 2 },
    ...{ costsPct: { value: 22 }, note: 'Mental state of at least 3' },
  },
  {
    ...{ ...PERFORMANCE, promotion: 'performance_mode_30', trades: 30, winRateWilsonLb: 0.45 },
    ...{ profitFactor: { value: 1.3 }, expectedR: { value: 0.15 }, action: 'continue_to_60_trades' },
  },
  {
    ...{ ...PERFORMANCE, promotion: 'performance_mode_60', trades: 60, winRateWilsonLb: 0.5 },
    ...{
      profitFactor: { value: 1.35 },
      expectedR: { value: 0.22 },
      maxDrawdownR: 3,
      costsPct: { value: 25 },
    },
  },
  ...[
    { level: 1, trades: 30, profitFactor: 1.3, expectedR: 0.15 },
    { level: 2, trades: 60, profitFactor: 1.35, expectedR: 0.2 },
    { level: 3, trades: 90, profitFactor: 1.5, expectedR: 0.25 },
  ].map(({ level, trades, profitFactor, expectedR }) => ({
    ...{ promotion: `user_level_${level}`, trades, action: `user_level_${level}` },
    ...{ profitFactor: { value: profitFactor, strict: true }, expectedR: { value: expectedR, strict: true } },
  })),
  {
    ...{ promotion: 'paper_acceptance', trades: 30, action: 'allow_live', slippageP50: 1.5 },
    ...{ profitFactor: { value: 1.3, strict: true }, expectedR: { value: 0.15, strict: true } },
    ...{ costsPct: { value: 25, strict: true }, note: 'No unhandled errors' },
  },
];

/** Judges every promotion over trades in the order of exits, oldest first. */
export function judgePromotions(trades: readonly EdgeTrade[]): Promotion[] {
  return TERMS.map((terms) => {
    const window = trades.slice(-terms.trades);
    const conditions = conditionsOf(terms, window).map((rule) => verdictOf(rule));
    const passed = conditions.every((verdict) => verdict.passed);
    return {
      promotion: terms.promotion,
      passed,
      action: passed ? terms.action : null,
      insufficientData: conditions.some(({ insufficientData }) => insufficientData),
      note: terms.note ?? null,
      conditions,
    };
  });
}

/** Scaling down is judged before scaling up: PF below 1.10 over 12 trades, or a current drawdown of 4 R. */
export function judgeScaleDown(trades: readonly EdgeTrade[]): EdgeVerdict[] {
  const recent = edgeFiguresOf(trades.slice(-12));
  return [
    verdictOf({
      ...{
        rule: 'scale_down_profit_factor',
        value: recent.profitFactorR,
        threshold: 1.1,
        compare: 'atLeast',
      },
      ...{ sampleSize: recent.trades, minimumTrades: 12, whenFailed: 'scale_down_30_pct' },
      note: 'Profit factor in R of the latest 12 trades; below 1.10 scales down',
    }),
    verdictOf({
      ...{ rule: 'scale_down_drawdown', value: edgeFiguresOf(trades).currentDrawdownR, threshold: -4 },
      ...{ compare: 'above', sampleSize: trades.length, whenFailed: 'scale_down_30_pct' },
      note: 'Current drawdown in R within the window; −4 or less scales down',
    }),
    verdictOf({
      ...{ rule: 'strategy_retirement', value: edgeFiguresOf(trades.slice(-10)).profitFactorR, threshold: 1 },
      ...{ compare: 'atLeast', sampleSize: Math.min(trades.length, 10), minimumTrades: 10 },
      whenFailed: 'retire_if_unused_30_days',
      note: 'Profit factor in R of the latest 10 trades; below 1.0 retires a strategy that was not used for 30 days',
    }),
  ];
}

function conditionsOf(terms: Terms, window: readonly EdgeTrade[]): EdgeRule[] {
  const figures = edgeFiguresOf(window);
  const base = { sampleSize: window.length, minimumTrades: terms.trades };
  const least = (
    rule: keyof EdgeFigures,
    asked: { value: number; strict?: boolean } | undefined,
  ): EdgeRule[] =>
    asked === undefined
      ? []
      : [
          {
            ...{ ...base, rule, value: figures[rule], threshold: asked.value },
            ...{ compare: asked.strict === true ? 'above' : 'atLeast', note: noteOf(rule, terms.trades) },
          },
        ];
  return [
    ...least('profitFactorR', terms.profitFactor),
    ...least('expectedR', terms.expectedR),
    ...least('winRate', terms.winRate === undefined ? undefined : { value: terms.winRate }),
    ...least(
      'winRateWilsonLb',
      terms.winRateWilsonLb === undefined ? undefined : { value: terms.winRateWilsonLb },
    ),
    ...least('maxDrawdownR', terms.maxDrawdownR === undefined ? undefined : { value: -terms.maxDrawdownR }),
    ...atMost(terms, window, figures).map((rule) => ({ ...base, ...rule })),
  ];
}

function atMost(
  { costsPct, slippageP50, noRuleBreaks, trades }: Terms,
  window: readonly EdgeTrade[],
  figures: EdgeFigures,
): Omit<EdgeRule, 'sampleSize'>[] {
  const rules: Omit<EdgeRule, 'sampleSize'>[] = [];
  if (costsPct !== undefined) {
    const compare = costsPct.strict === true ? 'below' : 'atMost';
    rules.push({
      ...{ rule: 'costsPct', value: figures.costsPct, threshold: costsPct.value, compare },
      note: noteOf('costsPct', trades),
    });
  }
  if (slippageP50 !== undefined) {
    const ticks = [...slippageTicks(window, 'entry'), ...slippageTicks(window, 'exit')];
    rules.push({
      ...{ rule: 'slippageP50', value: quantileOf(ticks, 0.5), threshold: slippageP50, compare: 'below' },
      note: `Median slippage in ticks, entries and exits, of the latest ${trades} trades`,
    });
  }
  if (noRuleBreaks === true) {
    rules.push({
      ...{ rule: 'ruleBreaks', value: figures.ruleBreaks, threshold: 0, compare: 'atMost' },
      note: noteOf('ruleBreaks', trades),
    });
  }
  return rules;
}

const NAMES: Readonly<Record<keyof EdgeFigures, string>> = {
  trades: 'Trades',
  expectedR: 'E[R]',
  profitFactorR: 'Profit factor in R',
  winRate: 'Win rate, 0–1',
  winRateWilsonLb: 'Wilson lower bound of the win rate, 0–1',
  maxDrawdownR: 'Maximum drawdown in R, negative',
  currentDrawdownR: 'Current drawdown in R, negative',
  costsPct: 'Costs in % of turnover',
  ruleBreaks: 'Rule breaks',
};

function noteOf(figure: keyof EdgeFigures, trades: number): string {
  return `${NAMES[figure]} of the latest ${trades} trades`;
}
