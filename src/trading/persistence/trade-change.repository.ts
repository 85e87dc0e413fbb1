import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { TradeChange } from './trade-change.entity.js';

const changes = new Table(TradeChange);

@Injectable()
export class TradeChangeRepository {
  constructor(private readonly database: Database) {}

  async findByTrade(tradeId: number): Promise<TradeChange[]> {
    return changes.select(this.database, 'WHERE trade_id = ? ORDER BY change_id', [tradeId]);
  }

  /** Names of the fields that somebody changed by hand. */
  async editedFields(tx: Tx, tradeId: number): Promise<Set<string>> {
    const rows = await sessionOf(tx).query<{ field: string }>(
      'SELECT DISTINCT field FROM trade_changes WHERE trade_id = ?',
      [tradeId],
    );
    return new Set(rows.map(({ field }) => field));
  }

  insert(tx: Tx, rows: readonly Omit<TradeChange, 'changeId'>[]): void {
    if (rows.length > 0) {
      tx.send(changes.insertGenerated(sessionOf(tx), rows as TradeChange[], { key: 'changeId' }));
    }
  }
}
