import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { KnownAccounts } from '../known-accounts.js';

@Injectable()
export class SqlKnownAccounts extends KnownAccounts {
  constructor(private readonly database: Database) {
    super();
  }

  override async missing(slugs: readonly string[]): Promise<string[]> {
    if (slugs.length === 0) {
      return [];
    }
    const placeholders = slugs.map(() => '?').join(', ');
    const rows = await this.database.query<{ account: string }>(
      `SELECT account FROM accounts WHERE account IN (${placeholders})`,
      slugs,
    );
    const known = new Set(rows.map(({ account }) => account));
    return slugs.filter((slug) => !known.has(slug));
  }
}
