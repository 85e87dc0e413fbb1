import { Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError } from '../common/errors.js';
import type { Tx } from '../database/tx.js';
import type { AccountMode } from './account-modes.js';
import type { Account } from './persistence/account.entity.js';
import { AccountRepository } from './persistence/account.repository.js';

/** What other features need to know of an account. Never changes, except `isActive`. */
export interface AccountRef {
  accountId: number;
  account: string;
  currency: string;
  mode: AccountMode;
  timeZone: string;
  dayStart: string;
  isActive: boolean;
  startingBalance: string | null;
}

/** Another process may deactivate an account or move its zone; this bounds how long we would not notice. */
const FRESH_MS = 2000;

/** Finds accounts by slug without a query per request. */
@Injectable()
export class AccountDirectory {
  readonly #known = new Map<string, { ref: AccountRef; readAt: number }>();
  #slugs = new Map<number, string>();
  #slugsReadAt = 0;

  constructor(private readonly accounts: AccountRepository) {}

  async find(slug: string): Promise<AccountRef | null> {
    const known = this.#known.get(slug);
    if (known !== undefined && Date.now() - known.readAt < FRESH_MS) {
      return known.ref;
    }
    const row = await this.accounts.findBySlug(slug);
    if (row === null) {
      return null;
    }
    const ref = refOf(row);
    this.#known.set(slug, { ref, readAt: Date.now() });
    return ref;
  }

  /** The account whose lock the transaction holds, as it stands. */
  async getLocked(tx: Tx, accountId: number): Promise<AccountRef> {
    return refOf(await this.accounts.getForUpdate(tx, accountId));
  }

  /** Throws `unknown_account`. */
  async getOrThrow(slug: string): Promise<AccountRef> {
    const ref = await this.find(slug);
    if (ref === null) {
      const message = `Expected an existing account, was "${slug}"`;
      throw new InvalidInputError('unknown_account', message, {
        fields: [{ field: 'account', rule: 'unknown_account', message }],
      });
    }
    return ref;
  }

  /** For recording: throws `unknown_account` or `account_inactive`. */
  async getActiveOrThrow(slug: string): Promise<AccountRef> {
    const ref = await this.getOrThrow(slug);
    if (!ref.isActive) {
      throw new ConflictError(
        'account_inactive',
        `Account "${slug}" is deactivated; PATCH isActive true to use it`,
      );
    }
    return ref;
  }

  /** Slugs by account id, for answers. */
  async slugsById(): Promise<ReadonlyMap<number, string>> {
    if (Date.now() - this.#slugsReadAt > FRESH_MS) {
      const rows = await this.accounts.list();
      this.#slugs = new Map(rows.map((row) => [row.accountId, row.account]));
      this.#slugsReadAt = Date.now();
    }
    return this.#slugs;
  }

  /** Every account as it is stored now, in order of slug. */
  async list(): Promise<AccountRef[]> {
    return (await this.accounts.list()).map(refOf);
  }

  forget(slug: string): void {
    this.#known.delete(slug);
    this.#slugsReadAt = 0;
  }
}

function refOf(row: Account): AccountRef {
  const { accountId, account, currency, mode, timeZone, dayStart, isActive, startingBalance } = row;
  return { accountId, account, currency, mode, timeZone, dayStart, isActive, startingBalance };
}
