import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { Instrument } from './instrument.entity.js';

const instruments = new Table(Instrument);

@Injectable()
export class InstrumentRepository {
  constructor(private readonly database: Database) {}

  async list(): Promise<Instrument[]> {
    return instruments.select(this.database, 'ORDER BY symbol');
  }

  async findBySymbol(symbol: string): Promise<Instrument | null> {
    const [row] = await instruments.select(this.database, 'WHERE symbol = ?', [symbol]);
    return row ?? null;
  }

  /** Inserts the instrument unless its symbol is taken; says whether it did. */
  async insertIfNew(tx: Tx, instrument: Instrument): Promise<boolean> {
    const suffix = 'ON CONFLICT (symbol) DO NOTHING RETURNING symbol';
    return (await instruments.insertReturning(sessionOf(tx), [instrument], suffix)).length === 1;
  }

  async update(tx: Tx, symbol: string, changes: Partial<Instrument>): Promise<void> {
    await instruments.update(sessionOf(tx), symbol, changes);
  }
}
