import { Injectable } from '@nestjs/common';
import { AccountDirectory, type AccountRef } from './account-directory.js';
import { type Cursor, decodeCursor, type Page, pageOf } from '../common/cursor.js';
import { assertMayUse, visibleAccounts } from '../http/account-access.js';
import { DEFAULT_PAGE, type PageQueryDto } from '../http/page-query.dto.js';
import type { Caller } from '../http/scopes.js';

export interface VisibleAccounts {
  /** Null when every account may be seen. */
  accountIds: number[] | null;
  slugOf: (accountId: number) => string;
}

export interface PageSource<Row, View> {
  /** Reads one row more than `limit`. */
  read: (limit: number, after: Cursor | null) => Promise<Row[]>;
  cursorOf: (row: Row) => Cursor;
  view: (row: Row) => View;
  count?: () => Promise<number>;
}

/** Which accounts a request may touch, and the pages of the lists that it reads. */
@Injectable()
export class AccountScope {
  constructor(private readonly accounts: AccountDirectory) {}

  /** The account that a request records to. Throws `unknown_account`, `account_inactive`, `account_forbidden`. */
  async recordable(slug: string, caller: Caller): Promise<AccountRef> {
    assertMayUse(caller, slug);
    return this.accounts.getActiveOrThrow(slug);
  }

  /** The account that a request reads, active or not. Throws `unknown_account`, `account_forbidden`. */
  async readable(slug: string, caller: Caller): Promise<AccountRef> {
    assertMayUse(caller, slug);
    return this.accounts.getOrThrow(slug);
  }

  /** The accounts that a list covers: the one asked for, or all that the key may see. */
  async of(slug: string | undefined, caller: Caller): Promise<VisibleAccounts> {
    const slugs = await this.accounts.slugsById();
    const slugOf = (accountId: number): string => slugs.get(accountId) ?? String(accountId);
    if (slug !== undefined) {
      assertMayUse(caller, slug);
      const { accountId } = await this.accounts.getOrThrow(slug);
      return { accountIds: [accountId], slugOf };
    }
    const visible = visibleAccounts(caller);
    if (visible === null) {
      return { accountIds: null, slugOf };
    }
    const accountIds = [...slugs]
      .filter(([, account]) => visible.includes(account))
      .map(([accountId]) => accountId);
    return { accountIds, slugOf };
  }

  /** The accounts that a statistic covers: those asked for, or all that the key may see. In order of their ids. */
  async several(slugs: readonly string[] | undefined, caller: Caller): Promise<AccountRef[]> {
    slugs?.forEach((slug) => {
      assertMayUse(caller, slug);
    });
    const visible = visibleAccounts(caller);
    const all = [...(await this.accounts.slugsById()).values()];
    const wanted = slugs ?? all.filter((slug) => visible?.includes(slug) !== false);
    const refs = await Promise.all(wanted.map((slug) => this.accounts.getOrThrow(slug)));
    return refs.sort((a, b) => a.accountId - b.accountId);
  }

  async page<Row, View>(
    query: Pick<PageQueryDto, 'limit' | 'cursor' | 'total'>,
    source: PageSource<Row, View>,
  ): Promise<Page<View> & { total?: number }> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor);
    const [rows, total] = await Promise.all([
      source.read(limit, after),
      query.total === true ? source.count?.() : undefined,
    ]);
    const page = pageOf(rows, limit, source.cursorOf);
    return {
      items: page.items.map(source.view),
      nextCursor: page.nextCursor,
      ...(total === undefined ? {} : { total }),
    };
  }
}
