import { tradingDayOf } from '../accounts/domain/trading-calendar.js';
import { dayMoments, type DayTotal } from './domain/day-totals.js';
import { MAX_BOOTSTRAP } from './domain/figures.js';
import { toFine } from './domain/closed-trade.js';
import { addTrade, emptySegment } from './domain/segment.js';
import type { Summary } from './domain/summary.js';
import type { SelectedTrade } from './selected-trades.js';

/** Gathers a summary from trades one by one, in order of exit; they may belong to several accounts. */
export class SummaryBuilder {
  readonly #segment = emptySegment();
  readonly #days = new Map<string, DayTotal>();
  readonly #results: number[] = [];
  #bottom = { index: 0, day: '' };

  add({ trade, calendar }: SelectedTrade): void {
    addTrade(this.#segment, trade);
    if (trade.winLoss === null) {
      return;
    }
    const day = tradingDayOf(trade.exitTime, calendar);
    const total = this.#days.get(day) ?? { day, net: 0n, r: null };
    total.net += trade.net;
    if (trade.resultR !== null) {
      total.r = (total.r ?? 0n) + toFine(trade.resultR);
      // One more than is resampled tells that there are too many.
      if (this.#results.length <= MAX_BOOTSTRAP) {
        this.#results.push(trade.resultR);
      }
    }
    this.#days.set(day, total);
    const { index } = this.#segment.money.drawdownTo;
    if (index !== this.#bottom.index) {
      this.#bottom = { index, day };
    }
  }

  build(equityBefore: bigint | null): Summary {
    const days = [...this.#days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
    return {
      segment: { ...this.#segment, daily: dayMoments(days) },
      days,
      isPerTrade: true,
      bottomDay: this.#bottom.index === 0 ? null : this.#bottom.day,
      results: this.#results,
      equityBefore,
    };
  }
}
