import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/cursor.js';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { KeyAllocator } from '../../database/key-allocator.js';
import { Table } from '../../database/table.js';
import { type Session, sessionOf, type Tx } from '../../database/tx.js';
import type { BookId } from './fill.repository.js';
import { StaleDayRepository } from './stale-day.repository.js';
import { TradeTag } from './trade-tag.entity.js';
import { Trade } from './trade.entity.js';

const trades = new Table(Trade);
const tradeTags = new Table(TradeTag);

const NEWEST_FIRST = { sort: 'entryTime', key: 'tradeId' } as const;

/** What a list of trades may be narrowed by. Ranges are half-open. */
export interface TradeFilter {
  accountIds: readonly number[] | null;
  symbol?: string;
  strategy?: string;
  regime?: string;
  gear?: string;
  status?: string;
  direction?: string;
  winLoss?: string;
  exitReason?: string;
  tag?: string;
  entryFrom?: Instant;
  entryTo?: Instant;
  exitFrom?: Instant;
  exitTo?: Instant;
  /** Free text in the notes. */
  search?: string;
}

/** A trade as it is stored, and as it shall be. */
export interface TradeVersions {
  stored: Trade;
  current: Trade;
}

@Injectable()
export class TradeRepository {
  readonly #keys = new KeyAllocator('trades', 'trade_id');

  constructor(
    private readonly database: Database,
    private readonly staleDays: StaleDayRepository,
  ) {}

  takeKeys(tx: Tx, count: number): Promise<number[]> {
    return this.#keys.take(tx, count);
  }

  async findById(tradeId: number, tx?: Tx): Promise<Trade | null> {
    const [row] = await trades.select(this.#session(tx), 'WHERE trade_id = ?', [tradeId]);
    return row ?? null;
  }

  async findByTicket(accountId: number, ticket: string, tx?: Tx): Promise<Trade | null> {
    const [row] = await trades.select(this.#session(tx), 'WHERE account_id = ? AND ticket = ?', [
      accountId,
      ticket,
    ]);
    return row ?? null;
  }

  async findByClientTradeId(accountId: number, clientTradeId: string, tx?: Tx): Promise<Trade | null> {
    const [row] = await trades.select(this.#session(tx), 'WHERE account_id = ? AND client_trade_id = ?', [
      accountId,
      clientTradeId,
    ]);
    return row ?? null;
  }

  /**
   * The book's open trade, else the one closed last; null for a book without trades. Two trades may share their first
   * instant (closed and opened again at once), hence the second row; the order is that of idx_trades_book.
   */
  async findLatestInBook(tx: Tx, book: BookId): Promise<Trade | null> {
    const rows = await trades.select(
      sessionOf(tx),
      `WHERE account_id = ? AND symbol = ? AND book_key = ? AND origin = 'FILLS' AND status IN ('OPEN', 'CLOSED')
       ORDER BY entry_time DESC, trade_id DESC LIMIT 2`,
      [book.accountId, book.symbol, book.bookKey],
    );
    return rows.find(({ status }) => status === 'OPEN') ?? rows[0] ?? null;
  }

  /** The book's trades that were open at or after an instant, oldest first. */
  async findInBookSince(tx: Tx, book: BookId, since: Instant): Promise<Trade[]> {
    const session = sessionOf(tx);
    const at = trades.value(session, 'exitTime', since);
    return trades.select(
      session,
      `WHERE account_id = ? AND symbol = ? AND book_key = ? AND origin = 'FILLS' AND status IN ('OPEN', 'CLOSED')
         AND (exit_time IS NULL OR exit_time >= ?) ORDER BY entry_time, trade_id`,
      [book.accountId, book.symbol, book.bookKey, at],
    );
  }

  async list(filter: TradeFilter, limit: number, after: Cursor | null): Promise<Trade[]> {
    return this.#filter(filter).pageDescending(NEWEST_FIRST, limit, after);
  }

  /** The whole list page by page, of some columns; see `Filter.pages`. */
  streamPages<Property extends keyof Trade>(
    filter: TradeFilter,
    properties: readonly Property[],
  ): AsyncGenerator<Pick<Trade, Property>[], void> {
    return this.#filter(filter).pages(NEWEST_FIRST, properties);
  }

  /** The trades that closed last and whose outcome is known, newest exit first. */
  async findLatestClosed(filter: TradeFilter, limit: number): Promise<Trade[]> {
    const where = this.#filter({ ...filter, status: 'CLOSED' }).equals('needsRate', false);
    return (await where.pageDescending({ sort: 'exitTime', key: 'tradeId' }, limit, null)).slice(0, limit);
  }

  async count(filter: TradeFilter): Promise<number> {
    return this.#filter(filter).count();
  }

  insert(tx: Tx, rows: readonly Trade[]): void {
    if (rows.length === 0) {
      return;
    }
    tx.send(trades.insert(sessionOf(tx), rows));
    const tags = rows.flatMap(({ tradeId, tags: names }) => names.map((tag) => ({ tradeId, tag })));
    if (tags.length > 0) {
      tx.send(tradeTags.insert(sessionOf(tx), tags));
    }
    this.#markStale(tx, rows);
  }

  /** Changes columns of a stored trade. */
  update(tx: Tx, stored: Trade, changes: Partial<Trade>): void {
    tx.send(trades.update(sessionOf(tx), stored.tradeId, changes));
    this.#markStale(tx, [stored, { accountId: stored.accountId, exitTime: changes.exitTime ?? null }]);
  }

  /** Writes a changed trade as a whole; `changes` finds the columns that differ from its stored row. */
  save(tx: Tx, { stored, current }: TradeVersions, changes: () => Partial<Trade>): void {
    tx.send(trades.save(sessionOf(tx), current, changes));
    this.#markStale(tx, [stored, current]);
  }

  /** Replaces the rows behind the tag filter; the trade's own `tags` column is written by `update`. */
  replaceTags(tx: Tx, tradeId: number, tags: readonly string[]): void {
    const session = sessionOf(tx);
    tx.send(session.query('DELETE FROM trade_tags WHERE trade_id = ?', [tradeId]));
    if (tags.length > 0) {
      tx.send(
        tradeTags.insert(
          session,
          tags.map((tag) => ({ tradeId, tag })),
        ),
      );
    }
  }

  /** The days of these exits, of one account, are not what the statistics know of them any more. */
  #markStale(tx: Tx, versions: readonly Pick<Trade, 'accountId' | 'exitTime'>[]): void {
    const [first] = versions;
    if (first !== undefined) {
      this.staleDays.mark(
        tx,
        first.accountId,
        versions.map(({ exitTime }) => exitTime),
      );
    }
  }

  #session(tx?: Tx): Session {
    return tx === undefined ? this.database : sessionOf(tx);
  }

  #filter(filter: TradeFilter): Filter<Trade> {
    const where = new Filter(this.database, trades)
      .in('accountId', filter.accountIds)
      .equals('symbol', filter.symbol)
      .equals('strategy', filter.strategy)
      .equals('regimeAtEntry', filter.regime)
      .equals('gearAtEntry', filter.gear)
      .equals('status', filter.status)
      .equals('direction', filter.direction)
      .equals('winLoss', filter.winLoss)
      .equals('exitReason', filter.exitReason)
      .from('entryTime', filter.entryFrom)
      .before('entryTime', filter.entryTo)
      .from('exitTime', filter.exitFrom)
      .before('exitTime', filter.exitTo);
    if (filter.tag !== undefined) {
      where.raw('trade_id IN (SELECT trade_id FROM trade_tags WHERE tag = ?)', filter.tag);
    }
    if (filter.search !== undefined) {
      where.raw("notes_search LIKE ? ESCAPE '\\'", `%${escapeLike(filter.search.toLowerCase())}%`);
    }
    return where;
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
