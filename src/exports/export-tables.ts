import { Injectable } from '@nestjs/common';
import { AccountDirectory } from '../accounts/account-directory.js';
import { SnapshotsService } from '../accounts/snapshots.service.js';
import { PerformanceRows } from '../analytics/performance-rows.js';
import type { Caller } from '../http/scopes.js';
import { SignalsService } from '../trading/signals.service.js';
import { TradeReader } from '../trading/trade-reader.js';
import type { Column } from './domain/column.js';
import { columnsOf, EVERY_FIELD } from './domain/layouts.js';
import { DAILY_COLUMNS, METRIC_COLUMNS, SIGNAL_COLUMNS, SNAPSHOT_COLUMNS } from './domain/record-columns.js';
import type { TradeColumn } from './domain/trade-columns.js';
import type { ExportedTrade, TradeField, TradeRow } from './domain/trade-fields.js';
import { type ExportTable, startReading } from './export-table.js';
import type {
  DailyFilterDto,
  MetricFilterDto,
  SignalFilterDto,
  SnapshotFilterDto,
  TradeFilterDto,
  TradeTableDto,
} from './exports.dto.js';

type Rows = AsyncGenerator<object[], void>;

/**
 * What can be exported: the rows that a caller selects, begun to be read. Every method throws `validation_failed`,
 * `unknown_account`, `account_forbidden`, and what the database throws at the first page.
 */
@Injectable()
export class ExportTables {
  constructor(
    private readonly tradeReader: TradeReader,
    private readonly signalsService: SignalsService,
    private readonly snapshotsService: SnapshotsService,
    private readonly performance: PerformanceRows,
    private readonly accounts: AccountDirectory,
  ) {}

  /** Trades in a layout, newest entry first. */
  trades(query: TradeTableDto, caller: Caller): Promise<ExportTable<TradeRow>> {
    const columns = columnsOf(query.layout ?? 'full', query.columns);
    return this.#trades(columns, query, caller);
  }

  /** Trades with every field, for notebooks. */
  everyTradeField(query: TradeFilterDto, caller: Caller): Promise<ExportTable<TradeRow>> {
    return this.#trades(EVERY_FIELD, query, caller);
  }

  async signals(query: SignalFilterDto, caller: Caller): Promise<ExportTable<object>> {
    const pages = await this.signalsService.streamPages(query, caller);
    const rows = mapped(pages, (signal) => ({
      ...signal,
      context: signal.context === null ? null : JSON.stringify(signal.context),
    }));
    return tableOf('signals', SIGNAL_COLUMNS, rows);
  }

  async snapshots(query: SnapshotFilterDto, caller: Caller): Promise<ExportTable<object>> {
    return tableOf('snapshots', SNAPSHOT_COLUMNS, await this.snapshotsService.streamPages(query, caller));
  }

  async dailyPerformance(query: DailyFilterDto, caller: Caller): Promise<ExportTable<object>> {
    return tableOf('daily-performance', DAILY_COLUMNS, await this.performance.streamDays(query, caller));
  }

  async metrics(query: MetricFilterDto, caller: Caller): Promise<ExportTable<object>> {
    return tableOf('metrics', METRIC_COLUMNS, await this.performance.streamMetrics(query, caller));
  }

  async #trades(
    columns: readonly TradeColumn[],
    query: TradeFilterDto,
    caller: Caller,
  ): Promise<ExportTable<TradeRow>> {
    const needs = [...new Set(columns.flatMap((column) => column.needs))] as TradeField[];
    const pages = await this.tradeReader.streamPages(query, needs, caller);
    // The columns read no other fields than those they need.
    const rows = this.#withZones(pages as AsyncGenerator<ExportedTrade[], void>);
    return { title: 'trades', columns, pages: await startReading(rows) };
  }

  /** The zones are kept for the whole file, so that one account's days are cut in one way throughout. */
  async *#withZones(pages: AsyncGenerator<ExportedTrade[], void>): AsyncGenerator<TradeRow[], void> {
    const zones = new Map<string, string>();
    for await (const page of pages) {
      for (const { account } of page) {
        if (account !== null && !zones.has(account)) {
          zones.set(account, (await this.accounts.find(account))?.timeZone ?? 'UTC');
        }
      }
      yield page.map((trade) => ({ trade, timeZone: zones.get(trade.account ?? '') ?? 'UTC' }));
    }
  }
}

async function tableOf<Row>(
  title: string,
  columns: readonly Column<Row>[],
  pages: Rows,
): Promise<ExportTable<object>> {
  // Each list of columns names fields of its own rows; test/exports compares them with the views.
  return { title, columns: columns as unknown as Column<object>[], pages: await startReading(pages) };
}

async function* mapped<Row, Mapped>(
  pages: AsyncIterable<Row[]>,
  map: (row: Row) => Mapped,
): AsyncGenerator<Mapped[], void> {
  for await (const page of pages) {
    yield page.map(map);
  }
}
