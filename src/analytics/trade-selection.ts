import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { AccountScope } from '../accounts/account-scope.js';
import { InvalidInputError } from '../common/errors.js';
import type { Instant } from '../common/instant.js';
import type { Caller } from '../http/scopes.js';
import type { ClosedTradeFilter } from '../trading/closed-trades.js';
import { type Slice, SLICES } from './domain/slices.js';
import type { TradeSelectionDto } from './metrics.dto.js';

/** A slice filter: only trades with this value. */
export interface SliceFilter {
  slice: Slice;
  value: string;
}

/** Closed trades that a request asks for. */
export interface TradeSelection {
  accounts: readonly AccountRef[];
  filters: readonly SliceFilter[];
  /** The last trades by exit; null for all within the range. */
  last: number | null;
  from?: Instant;
  to?: Instant;
}

/** Reads what a request selects. Throws `unknown_account`, `account_forbidden` and `validation_failed`. */
@Injectable()
export class TradeSelections {
  constructor(private readonly scope: AccountScope) {}

  async of(query: TradeSelectionDto, defaultWindow: number, caller: Caller): Promise<TradeSelection> {
    const { window, from, to } = query;
    const isRange = from !== undefined || to !== undefined;
    if (isRange && window !== undefined) {
      throw InvalidInputError.field('window', 'either', 'window: Expected either a window or from and to');
    }
    const last = isRange || window === 'all' ? null : Number(window ?? defaultWindow);
    return {
      accounts: await this.scope.several(query.account, caller),
      filters: filtersOf(query),
      last,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  }
}

/** Whether the rollups hold the answer: everything, or everything of one value. */
export function isAllTime({ filters, last, from, to }: TradeSelection): boolean {
  return last === null && from === undefined && to === undefined && filters.length <= 1;
}

function filtersOf(query: TradeSelectionDto): SliceFilter[] {
  return SLICES.flatMap((slice) => {
    // A cell of the heat map is asked for as a weekday and an hour.
    const value = slice === 'all' || slice === 'weekdayHour' ? undefined : query[slice];
    if (value === undefined) {
      return [];
    }
    return [{ slice, value: slice === 'hour' ? String(value).padStart(2, '0') : String(value) }];
  });
}

/** Slices that are columns with an index of their own; the others are judged trade by trade. */
const COLUMNS = ['strategy', 'regime', 'symbol', 'direction', 'gear', 'exitReason', 'tag'] as const;
type ColumnSlice = (typeof COLUMNS)[number];

/** What of the selection the database can answer, and the filters that are left. */
export function queryOf(selection: TradeSelection): { filter: ClosedTradeFilter; left: SliceFilter[] } {
  const isColumn = ({ slice }: SliceFilter): boolean => COLUMNS.includes(slice as ColumnSlice);
  const columns = selection.filters.filter(isColumn).map(({ slice, value }) => [slice, value]);
  const filter: ClosedTradeFilter = {
    accountIds: selection.accounts.map(({ accountId }) => accountId),
    ...(Object.fromEntries(columns) as Record<string, string>),
    ...(selection.from === undefined ? {} : { exitFrom: selection.from }),
    ...(selection.to === undefined ? {} : { exitTo: selection.to }),
  };
  return { filter, left: selection.filters.filter((filtered) => !isColumn(filtered)) };
}
