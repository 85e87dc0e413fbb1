import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/cursor.js';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { KeyAllocator } from '../../database/key-allocator.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { Fill } from './fill.entity.js';

const fills = new Table(Fill);

/** A position book: all fills of one symbol, or on a hedging account of one position. */
export interface BookId {
  accountId: number;
  symbol: string;
  bookKey: string;
}

/** The names of one order: the venue's and ours, as far as they are known. */
export interface OrderIds {
  venueOrderIds: readonly string[];
  clientOrderIds: readonly string[];
}

export interface FillFilter {
  accountIds: readonly number[] | null;
  symbol?: string;
  tradeId?: number;
  clientOrderId?: string;
  from?: Instant;
  to?: Instant;
}

@Injectable()
export class FillRepository {
  readonly #keys = new KeyAllocator('fills', 'fill_id');

  constructor(private readonly database: Database) {}

  takeKeys(tx: Tx, count: number): Promise<number[]> {
    return this.#keys.take(tx, count);
  }

  async findByExecutionIds(tx: Tx, accountId: number, executionIds: readonly string[]): Promise<Fill[]> {
    // A tentative run takes them to be new: the unique index refuses the row if not.
    if (executionIds.length === 0 || tx.isTentative) {
      return [];
    }
    const marks = executionIds.map(() => '?').join(', ');
    // Nearly always there is none: asking for the keys alone spares the description of 40 columns.
    const known = await sessionOf(tx).query<{ fill_id: string | bigint }>(
      `SELECT fill_id FROM fills WHERE account_id = ? AND execution_id IN (${marks})`,
      [accountId, ...executionIds],
    );
    return known.length === 0
      ? []
      : fills.select(
          sessionOf(tx),
          `WHERE fill_id IN (${known.map(() => '?').join(', ')})`,
          known.map(({ fill_id: id }) => Number(id)),
        );
  }

  async findById(tx: Tx, fillId: number): Promise<Fill | null> {
    const [row] = await fills.select(sessionOf(tx), 'WHERE fill_id = ?', [fillId]);
    return row ?? null;
  }

  /** Effective fills that carry one of these order ids, from which a cumulative report takes its increment. */
  async findByOrder(tx: Tx, accountId: number, ids: OrderIds): Promise<Fill[]> {
    const alternatives = [
      ...ids.venueOrderIds.map((id) => ({ sql: 'venue_order_id = ?', id })),
      ...ids.clientOrderIds.map((id) => ({ sql: 'client_order_id = ?', id })),
    ];
    return fills.select(
      sessionOf(tx),
      `WHERE account_id = ? AND (${alternatives.map(({ sql }) => sql).join(' OR ')})
         AND replaced_by_fill_id IS NULL ORDER BY occurred_at, ordering_id`,
      [accountId, ...alternatives.map(({ id }) => id)],
    );
  }

  /** Effective fills of a book from an instant on, in the order in which they form positions. */
  async findEffectiveFrom(tx: Tx, book: BookId, from: Instant): Promise<Fill[]> {
    const session = sessionOf(tx);
    return fills.select(
      session,
      `WHERE account_id = ? AND symbol = ? AND book_key = ? AND occurred_at >= ?
         AND replaced_by_fill_id IS NULL AND kind <> 'BUST' ORDER BY occurred_at, ordering_id`,
      [book.accountId, book.symbol, book.bookKey, fills.value(session, 'occurredAt', from)],
    );
  }

  /** Fills that name a signal which had not arrived yet. */
  async findByClientSignal(tx: Tx, accountId: number, clientSignalIds: readonly string[]): Promise<Fill[]> {
    const marks = clientSignalIds.map(() => '?').join(', ');
    return fills.select(
      sessionOf(tx),
      `WHERE account_id = ? AND client_signal_id IN (${marks}) ORDER BY occurred_at, ordering_id`,
      [accountId, ...clientSignalIds],
    );
  }

  /** Everything that a trade was built from, replaced executions included. */
  async findByTrade(tradeId: number): Promise<Fill[]> {
    return fills.select(
      this.database,
      'WHERE trade_id = ? OR opened_trade_id = ? ORDER BY occurred_at, ordering_id, fill_id',
      [tradeId, tradeId],
    );
  }

  async list(filter: FillFilter, limit: number, after: Cursor | null): Promise<Fill[]> {
    return this.#filter(filter).pageDescending({ sort: 'occurredAt', key: 'fillId' }, limit, after);
  }

  async count(filter: FillFilter): Promise<number> {
    return this.#filter(filter).count();
  }

  insert(tx: Tx, rows: readonly Fill[]): void {
    if (rows.length > 0) {
      tx.send(fills.insert(sessionOf(tx), rows));
    }
  }

  markReplaced(tx: Tx, fillId: number, replacedByFillId: number): void {
    tx.send(fills.update(sessionOf(tx), fillId, { replacedByFillId }));
  }

  setTrades(tx: Tx, fillId: number, links: Pick<Fill, 'tradeId' | 'openedTradeId'>): void {
    tx.send(fills.update(sessionOf(tx), fillId, links));
  }

  #filter(filter: FillFilter): Filter<Fill> {
    const where = new Filter(this.database, fills)
      .in('accountId', filter.accountIds)
      .equals('symbol', filter.symbol)
      .equals('clientOrderId', filter.clientOrderId)
      .from('occurredAt', filter.from)
      .before('occurredAt', filter.to);
    if (filter.tradeId !== undefined) {
      where.raw('(trade_id = ? OR opened_trade_id = ?)', filter.tradeId, filter.tradeId);
    }
    return where;
  }
}
