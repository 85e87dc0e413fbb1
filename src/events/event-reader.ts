import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../common/errors.js';
import { assertMayUse } from '../http/account-access.js';
import type { Caller } from '../http/scopes.js';
import { DEFAULT_EVENTS, type EventQueryDto } from './events.dto.js';
import { type AccountCursor, EventRepository } from './persistence/event.repository.js';
import { resyncRequired } from './stream/resync.js';
import { assertReached } from './stream/stream-accounts.js';
import { eventMessage } from './stream/wire.js';

/** Events looked at for one page: a filter that nothing matches must not read a whole log. */
const SCANNED = 10_000;

/** The log over HTTP, for clients that ask instead of listening. */
@Injectable()
export class EventReader {
  constructor(private readonly events: EventRepository) {}

  /** An `EventPageView` as JSON text: the stored events go out as they are. Throws `resync_required`. */
  async page(query: EventQueryDto, caller: Caller): Promise<string> {
    const account = await this.#cursorOf(query.account, caller);
    const since = query.since ?? (await this.#start(account));
    assertReached([account], new Map([[account.account, since]]));
    const upTo = Math.min(since + SCANNED, account.seq);
    const limit = query.limit ?? DEFAULT_EVENTS;
    const rows = await this.events.findBetween(account.accountId, { ...query, after: since, upTo, limit });
    // Looked up behind the page: what was deleted before the page was read is known by now.
    const oldest = await this.events.findOldestSeq(account.accountId);
    if ((oldest ?? account.seq + 1) > since + 1) {
      throw resyncRequired({ account: account.account, since, oldest, current: account.seq });
    }
    const nextSince = rows.length === limit ? (rows.at(-1)?.seq ?? upTo) : upTo;
    const items = rows.map((row) => eventMessage(row, account.account));
    return `{"items":[${items.join(',')}],"nextSince":${nextSince},"current":${account.seq}}`;
  }

  async #start({ accountId, seq }: AccountCursor): Promise<number> {
    return ((await this.events.findOldestSeq(accountId)) ?? seq + 1) - 1;
  }

  async #cursorOf(slug: string, caller: Caller): Promise<AccountCursor> {
    assertMayUse(caller, slug);
    const cursor = await this.events.findCursor(slug);
    if (cursor === null) {
      const message = `Expected an existing account, was "${slug}"`;
      throw new InvalidInputError('unknown_account', message, {
        fields: [{ field: 'account', rule: 'unknown_account', message }],
      });
    }
    return cursor;
  }
}
