import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { AccountDirectory } from '../accounts/account-directory.js';
import { Clock } from '../common/clock.js';
import type { Caller } from '../http/scopes.js';
import { TradeReader } from '../trading/trade-reader.js';
import type { TradeView } from '../trading/trade.view.dto.js';
import { csvHeader, csvLines } from './domain/csv.js';
import { columnsOf } from './domain/layouts.js';
import type { TradeColumn } from './domain/trade-columns.js';
import type { TradeRow } from './domain/trade-fields.js';
import type { ExportTradesDto } from './exports.dto.js';

const BYTE_ORDER_MARK = '\ufeff';

/** Writes trades into files, as fast as the reader at the other end takes them. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly trades: TradeReader,
    private readonly accounts: AccountDirectory,
    private readonly clock: Clock,
  ) {}

  /** Throws `validation_failed`, `unknown_account`, `account_forbidden`. */
  async exportTrades(query: ExportTradesDto, caller: Caller): Promise<StreamableFile> {
    const { layout = 'full' } = query;
    const columns = columnsOf(layout, query.columns);
    const pages = await this.trades.streamPages(query, caller);
    // While no byte has left, a failure is still a problem document; from the second page on it breaks the connection.
    const first = await pages.next();
    const firstPage = first.done === true ? [] : first.value;
    const head = (query.bom === true ? BYTE_ORDER_MARK : '') + csvHeader(columns);
    const text = this.#write(columns, { head, firstPage, pages });
    // Bytes instead of objects: the buffer between database and socket is then 64 KB plus one page.
    return new StreamableFile(Readable.from(text, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="trades-${layout}-${this.clock.now().slice(0, 10)}.csv"`,
    });
  }

  async *#write(
    columns: readonly TradeColumn[],
    { head, firstPage, pages }: { head: string; firstPage: TradeView[]; pages: AsyncIterable<TradeView[]> },
  ): AsyncGenerator<string> {
    const zones = new Map<string, string>();
    yield head + csvLines(columns, await this.#rowsOf(firstPage, zones));
    for await (const page of pages) {
      yield csvLines(columns, await this.#rowsOf(page, zones));
    }
  }

  /** The zones are kept for the whole file, so that one account's days are cut in one way throughout. */
  async #rowsOf(page: readonly TradeView[], zones: Map<string, string>): Promise<TradeRow[]> {
    for (const account of new Set(page.map((trade) => trade.account))) {
      if (!zones.has(account)) {
        zones.set(account, (await this.accounts.find(account))?.timeZone ?? 'UTC');
      }
    }
    return page.map((trade) => ({ trade, timeZone: zones.get(trade.account) ?? 'UTC' }));
  }
}
