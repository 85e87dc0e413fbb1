import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { RollupState } from './rollup-state.entity.js';

const states = new Table(RollupState);

@Injectable()
export class RollupStateRepository {
  constructor(private readonly database: Database) {}

  async findByAccount(accountIds: readonly number[]): Promise<Map<number, RollupState>> {
    if (accountIds.length === 0) {
      return new Map();
    }
    const marks = accountIds.map(() => '?').join(', ');
    const rows = await states.select(this.database, `WHERE account_id IN (${marks})`, accountIds);
    return new Map(rows.map((row) => [row.accountId, row]));
  }

  async find(tx: Tx, accountId: number): Promise<RollupState | null> {
    const [row] = await states.select(sessionOf(tx), 'WHERE account_id = ?', [accountId]);
    return row ?? null;
  }

  /** Inserts or replaces the account's state. */
  async save(tx: Tx, state: RollupState): Promise<void> {
    await states.insertReturning(
      sessionOf(tx),
      [state],
      `ON CONFLICT (account_id) DO UPDATE SET time_zone = EXCLUDED.time_zone, day_start = EXCLUDED.day_start,
       layout = EXCLUDED.layout, generation = EXCLUDED.generation, updated_at = EXCLUDED.updated_at`,
    );
  }
}
