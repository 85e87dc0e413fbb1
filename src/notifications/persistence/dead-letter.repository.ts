import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/cursor.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { DeadLetter } from './dead-letter.entity.js';

const letters = new Table(DeadLetter);

@Injectable()
export class DeadLetterRepository {
  constructor(private readonly database: Database) {}

  async find(targetId: number, deadLetterId: number): Promise<DeadLetter | null> {
    const [row] = await letters.select(this.database, 'WHERE dead_letter_id = ? AND target_id = ?', [
      deadLetterId,
      targetId,
    ]);
    return row ?? null;
  }

  /** Newest first. */
  async list(targetId: number, limit: number, after: Cursor | null): Promise<DeadLetter[]> {
    return this.#ofTarget(targetId).pageDescending({ sort: 'createdAt', key: 'deadLetterId' }, limit, after);
  }

  async count(targetId: number): Promise<number> {
    return this.#ofTarget(targetId).count();
  }

  async insert(tx: Tx, row: Omit<DeadLetter, 'deadLetterId'>): Promise<void> {
    await letters.insertGenerated(sessionOf(tx), [{ ...row, deadLetterId: 0 }], { key: 'deadLetterId' });
  }

  async update(tx: Tx, deadLetterId: number, changes: Partial<DeadLetter>): Promise<void> {
    await letters.update(sessionOf(tx), deadLetterId, changes);
  }

  async delete(tx: Tx, deadLetterId: number): Promise<void> {
    await sessionOf(tx).query('DELETE FROM webhook_dead_letters WHERE dead_letter_id = ?', [deadLetterId]);
  }

  #ofTarget(targetId: number): Filter<DeadLetter> {
    return new Filter(this.database, letters).equals('targetId', targetId);
  }
}
