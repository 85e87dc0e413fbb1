import { Injectable } from '@nestjs/common';
import type { Caller } from '../http/scopes.js';
import { append } from './domain/day-slices.js';
import { countFigures, executionFigures, moneyFigures, rFigures } from './domain/figures.js';
import { addTrade, emptySegment, type Segment } from './domain/segment.js';
import { type Slice, sliceValues } from './domain/slices.js';
import { HistoryReader } from './history-reader.js';
import {
  type Breakdown,
  type BreakdownQueryDto,
  DEFAULT_BREAKDOWN_WINDOW,
  DEFAULT_Z,
} from './metrics.dto.js';
import { basisOf, withoutValues } from './metrics.service.js';
import type { BreakdownGroupView, BreakdownView } from './metrics.view.dto.js';
import { SelectedTrades } from './selected-trades.js';
import { isAllTime, type TradeSelection, TradeSelections } from './trade-selection.js';

/** The same trades divided by one of their properties. */
@Injectable()
export class BreakdownService {
  constructor(
    private readonly selections: TradeSelections,
    private readonly histories: HistoryReader,
    private readonly selected: SelectedTrades,
  ) {}

  async breakdown(query: BreakdownQueryDto, caller: Caller): Promise<BreakdownView> {
    const selection = await this.selections.of(query, DEFAULT_BREAKDOWN_WINDOW, caller);
    const { by, z = DEFAULT_Z } = query;
    const isStored = isAllTime(selection) && (selection.filters.length === 0 || by === 'account');
    const groups = isStored ? await this.#stored(selection, by) : await this.#folded(selection, by);
    const basis = basisOf(selection, z);
    const items = [...groups]
      .map(([value, segment]) => groupView(value, segment, { z, hasMoney: basis.currency !== null }))
      .sort(orderOf(by));
    const source = isStored ? ('rollups' as const) : ('trades' as const);
    return { by, items, basis: { ...basis, source, drawdown: 'trade', equityBefore: null } };
  }

  async #stored(selection: TradeSelection, by: Breakdown): Promise<Map<string, Segment>> {
    const groups = new Map<string, Segment>();
    const [filter] = selection.filters;
    const all = filter ?? { slice: 'all' as Slice, value: '' };
    const question = by === 'account' ? all : { slice: by };
    for (const { account, segments } of await this.histories.read(selection.accounts, question)) {
      for (const [value, segment] of segments) {
        append(groups, by === 'account' ? account.account : value, segment);
      }
    }
    return groups;
  }

  async #folded(selection: TradeSelection, by: Breakdown): Promise<Map<string, Segment>> {
    const groups = new Map<string, Segment>();
    const slugs = new Map(selection.accounts.map(({ accountId, account }) => [accountId, account]));
    for await (const page of this.selected.read(selection)) {
      for (const { trade, calendar } of page) {
        const values =
          by === 'account' ? [slugs.get(trade.accountId) ?? ''] : sliceValues(trade, by, calendar);
        for (const value of values) {
          const segment = groups.get(value) ?? emptySegment();
          groups.set(value, segment);
          addTrade(segment, trade);
        }
      }
    }
    return groups;
  }
}

function groupView(
  value: string,
  segment: Segment,
  { z, hasMoney }: { z: number; hasMoney: boolean },
): BreakdownGroupView {
  const money = moneyFigures(segment);
  const { avgHoldingPeriodMinutes } = executionFigures(segment);
  return {
    value: value === '' ? null : value,
    ...countFigures(segment, z),
    ...rFigures(segment),
    ...(hasMoney ? money : withoutValues(money)),
    avgHoldingPeriodMinutes,
  };
}

/** Parts of the day and week in their own order, anything else by number of trades. */
function orderOf(by: Breakdown): (a: BreakdownGroupView, b: BreakdownGroupView) => number {
  const byValue = (a: BreakdownGroupView, b: BreakdownGroupView): number =>
    (a.value ?? '') < (b.value ?? '') ? -1 : 1;
  return by === 'weekday' || by === 'hour'
    ? byValue
    : (a, b) => b.totalTrades - a.totalTrades || byValue(a, b);
}
