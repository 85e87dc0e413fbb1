import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { AccountScope } from '../accounts/account-scope.js';
import { addDays, type Day } from '../common/day.js';
import { InvalidInputError } from '../common/errors.js';
import type { Caller } from '../http/scopes.js';
import { DayAggregator } from './day-aggregator.js';
import type { AggregateDto, AggregateView } from './performance.dto.js';

/** Writes stored days on request. The daily job does the same by itself. */
@Injectable()
export class AggregationService {
  constructor(
    private readonly scope: AccountScope,
    private readonly aggregator: DayAggregator,
  ) {}

  /** Throws `validation_failed` for a day that is not over and for parameters that contradict each other. */
  async aggregate(request: AggregateDto, caller: Caller): Promise<AggregateView> {
    const account = await this.scope.readable(request.account, caller);
    const range = await this.#rangeOf(request, account);
    if (range === null) {
      return { account: account.account, firstDay: null, lastDay: null, days: 0, trades: 0, nextFrom: null };
    }
    const { first, last, ...progress } = await this.aggregator.aggregate(account, range);
    return { account: account.account, firstDay: first, lastDay: last, ...progress };
  }

  /** Null when there is nothing to backfill. */
  async #rangeOf(request: AggregateDto, account: AccountRef): Promise<{ first: Day; last: Day } | null> {
    const { date, from, to, backfill = false } = request;
    assertOneWay(request);
    const lastDay = this.aggregator.lastDay(account);
    if (backfill) {
      const first = await this.aggregator.firstDay(account);
      return first === null ? null : { first, last: lastDay };
    }
    if (from !== undefined) {
      return { first: from, last: to === undefined ? lastDay : addDays(to, -1) };
    }
    if (date !== undefined && date > lastDay) {
      throw InvalidInputError.field(
        'date',
        'day_over',
        `date: Expected a trading day that is over, the last is ${lastDay}, was ${date}`,
      );
    }
    return { first: date ?? lastDay, last: date ?? lastDay };
  }
}

function assertOneWay({ date, from, to, backfill = false }: AggregateDto): void {
  const ways = [date !== undefined, from !== undefined || to !== undefined, backfill];
  if (ways.filter(Boolean).length > 1) {
    throw InvalidInputError.field('date', 'contradiction', 'Expected one of date, from and to, or backfill');
  }
  if (to !== undefined && (from === undefined || to <= from)) {
    throw InvalidInputError.field('to', 'range', 'to: Expected a day after `from`');
  }
}
