import { Injectable } from '@nestjs/common';
import { unitsToMoney } from '../common/decimal.js';
import { groupBy } from '../common/group.js';
import type { Caller } from '../http/scopes.js';
import {
  confidenceFigures,
  countFigures,
  dailyFigures,
  dailyFiguresR,
  drawdownFigures,
  drawdownFiguresR,
  executionFigures,
  moneyFigures,
  rFigures,
  streakFigures,
} from './domain/figures.js';
import { tradesIn } from './domain/segment.js';
import type { Summary } from './domain/summary.js';
import { DEFAULT_WINDOW, DEFAULT_Z, type TradeSelectionDto } from './metrics.dto.js';
import type {
  ConfidenceView,
  CurrencyMetricsView,
  MetricsBasisView,
  MetricsView,
  MoneyMetricsView,
} from './metrics.view.dto.js';
import { type SelectionSummaries, Summaries } from './summaries.js';
import { type TradeSelection, TradeSelections } from './trade-selection.js';

const SHARPE_BASIS = 'daily results of days with a closed trade, constant capital, target 0, × √252';

@Injectable()
export class MetricsService {
  constructor(
    private readonly selections: TradeSelections,
    private readonly summaries: Summaries,
  ) {}

  async metrics(query: TradeSelectionDto, caller: Caller): Promise<MetricsView> {
    const selection = await this.selections.of(query, DEFAULT_WINDOW, caller);
    return metricsOf(selection, await this.summaries.of(selection), query.z ?? DEFAULT_Z);
  }
}

export function metricsOf(selection: TradeSelection, summaries: SelectionSummaries, z: number): MetricsView {
  const { whole, byCurrency } = summaries;
  const { segment } = whole;
  const isSplit = byCurrency.size > 1;
  const money = moneyMetrics(whole);
  const { confidence, ...interval } = confidenceFigures(whole);
  return {
    ...countFigures(segment, z),
    tradingDays: segment.daily.days,
    ...rFigures(segment),
    ...interval,
    ...drawdownFiguresR(whole),
    ...dailyFiguresR(segment),
    ...(isSplit ? withoutValues(money) : money),
    ...streakFigures(whole),
    ...executionFigures(segment),
    byCurrency: isSplit ? currencyMetrics(selection, byCurrency) : null,
    basis: {
      ...basisOf(selection, z),
      source: summaries.source,
      drawdown: whole.isPerTrade ? 'trade' : 'day',
      equityBefore: isSplit || whole.equityBefore === null ? null : unitsToMoney(whole.equityBefore),
      confidence,
    },
  };
}

/** What was asked for; the sources of the figures are added by whoever read them. */
export function basisOf(
  selection: TradeSelection,
  z: number,
): Omit<MetricsBasisView, 'source' | 'drawdown' | 'equityBefore'> {
  const { accounts, filters, last, from, to } = selection;
  const isRange = from !== undefined || to !== undefined;
  const currencies = new Set(accounts.map(({ currency }) => currency));
  const none: ConfidenceView = { method: 'none' };
  return {
    accounts: accounts.map(({ account }) => account),
    currency: currencies.size === 1 ? ([...currencies][0] ?? null) : null,
    window: isRange ? null : last === null ? 'all' : String(last),
    from: from ?? null,
    to: to ?? null,
    filters: Object.fromEntries(filters.map(({ slice, value }) => [slice, value])),
    sharpe: SHARPE_BASIS,
    z,
    confidence: none,
  };
}

function moneyMetrics(summary: Summary): MoneyMetricsView {
  const { sharpe, sortino } = dailyFigures(summary.segment);
  return { ...moneyFigures(summary.segment), ...drawdownFigures(summary), sharpe, sortino };
}

/** Amounts in different currencies do not add up. */
export function withoutValues<T extends object>(figures: T): { [Name in keyof T]: null } {
  return Object.fromEntries(Object.keys(figures).map((name) => [name, null])) as {
    [Name in keyof T]: null;
  };
}

function currencyMetrics(
  { accounts }: TradeSelection,
  byCurrency: ReadonlyMap<string, Summary>,
): CurrencyMetricsView[] {
  const slugs = groupBy(accounts, ({ currency }) => currency);
  return [...byCurrency]
    .map(([currency, summary]) => ({
      currency,
      accounts: (slugs.get(currency) ?? []).map(({ account }) => account),
      totalTrades: tradesIn(summary.segment),
      ...moneyMetrics(summary),
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
