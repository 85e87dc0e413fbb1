import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/cursor.js';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { KeyAllocator } from '../../database/key-allocator.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { Signal } from './signal.entity.js';

const signals = new Table(Signal);
const NEWEST_FIRST = { sort: 'timestamp', key: 'signalId' } as const;

export interface SignalFilter {
  accountIds: readonly number[] | null;
  symbol?: string;
  strategy?: string;
  signalType?: string;
  source?: string;
  executed?: boolean;
  from?: Instant;
  to?: Instant;
}

@Injectable()
export class SignalRepository {
  readonly #keys = new KeyAllocator('signals', 'signal_id');

  constructor(private readonly database: Database) {}

  takeKeys(tx: Tx, count: number): Promise<number[]> {
    return this.#keys.take(tx, count);
  }

  async findById(signalId: number, tx?: Tx): Promise<Signal | null> {
    const session = tx === undefined ? this.database : sessionOf(tx);
    const [row] = await signals.select(session, 'WHERE signal_id = ?', [signalId]);
    return row ?? null;
  }

  async findByClientIds(tx: Tx, accountId: number, clientSignalIds: readonly string[]): Promise<Signal[]> {
    if (clientSignalIds.length === 0) {
      return [];
    }
    const marks = clientSignalIds.map(() => '?').join(', ');
    return signals.select(sessionOf(tx), `WHERE account_id = ? AND client_signal_id IN (${marks})`, [
      accountId,
      ...clientSignalIds,
    ]);
  }

  async findByTrade(tradeId: number): Promise<Signal[]> {
    return signals.select(this.database, 'WHERE trade_id = ? ORDER BY signal_id', [tradeId]);
  }

  async list(filter: SignalFilter, limit: number, after: Cursor | null): Promise<Signal[]> {
    return this.#filter(filter).pageDescending(NEWEST_FIRST, limit, after);
  }

  /** The whole list page by page, of some columns; see `Filter.pages`. */
  streamPages<Property extends keyof Signal>(
    filter: SignalFilter,
    properties: readonly Property[],
  ): AsyncGenerator<Pick<Signal, Property>[], void> {
    return this.#filter(filter).pages(NEWEST_FIRST, properties);
  }

  async executionCounts(filter: SignalFilter): Promise<{ total: number; executed: number }> {
    const [total, executed] = await Promise.all([
      this.#filter(filter).count(),
      this.#filter({ ...filter, executed: true }).count(),
    ]);
    return { total, executed };
  }

  insert(tx: Tx, rows: readonly Signal[]): void {
    if (rows.length > 0) {
      tx.send(signals.insert(sessionOf(tx), rows));
    }
  }

  update(tx: Tx, signalId: number, changes: Partial<Signal>): void {
    tx.send(signals.update(sessionOf(tx), signalId, changes));
  }

  #filter(filter: SignalFilter): Filter<Signal> {
    return new Filter(this.database, signals)
      .in('accountId', filter.accountIds)
      .equals('symbol', filter.symbol)
      .equals('strategy', filter.strategy)
      .equals('signalType', filter.signalType)
      .equals('source', filter.source)
      .equals('executed', filter.executed)
      .from('timestamp', filter.from)
      .before('timestamp', filter.to);
  }
}
