import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { Account } from './account.entity.js';

const accounts = new Table(Account);

@Injectable()
export class AccountRepository {
  constructor(private readonly database: Database) {}

  async findBySlug(slug: string): Promise<Account | null> {
    const [row] = await accounts.select(this.database, 'WHERE account = ?', [slug]);
    return row ?? null;
  }

  /** Reads inside the transaction, for a decision that depends on the row. */
  async getForUpdate(tx: Tx, accountId: number): Promise<Account> {
    const [row] = await accounts.select(sessionOf(tx), 'WHERE account_id = ?', [accountId]);
    if (row === undefined) {
      throw new Error(`Expected account ${accountId} to exist, it is locked`);
    }
    return row;
  }

  async list(): Promise<Account[]> {
    return accounts.select(this.database, 'ORDER BY account');
  }

  /** Inserts the account unless its slug is taken; says whether it did. */
  async insertIfNew(tx: Tx, account: Account): Promise<boolean> {
    const rows = await accounts.insertGenerated(sessionOf(tx), [account], {
      key: 'accountId',
      conflict: 'ON CONFLICT (account) DO NOTHING',
    });
    return rows.length === 1;
  }

  async update(tx: Tx, accountId: number, changes: Partial<Account>): Promise<void> {
    await accounts.update(sessionOf(tx), accountId, changes);
  }
}
