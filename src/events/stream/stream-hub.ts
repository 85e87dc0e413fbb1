import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Subject, type Subscription as RxSubscription } from 'rxjs';
import { AppLogger } from '../../common/logger.js';
import { EventBus } from '../event-bus.js';
import { EventRepository, type AccountCursor } from '../persistence/event.repository.js';
import { AccountFeed } from './account-feed.js';
import type { Resync } from './resync.js';
import type { Subscription } from './subscription.js';

/** Joins the committed events of all accounts to the subscriptions of this process. */
@Injectable()
export class StreamHub implements OnModuleDestroy {
  readonly #feeds = new Map<number, AccountFeed>();
  readonly #source: RxSubscription;
  readonly #known = new Set<number>();
  /** An account was written to that no list of accounts had shown yet. */
  readonly accountAppeared = new Subject<void>();

  constructor(
    private readonly events: EventRepository,
    private readonly logger: AppLogger,
    bus: EventBus,
  ) {
    this.#source = bus.committed.subscribe(({ accountId, events: rows }) => {
      this.#feeds.get(accountId)?.committed(rows);
      this.#notice(accountId);
    });
  }

  onModuleDestroy(): void {
    this.#source.unsubscribe();
  }

  /** What the readers of this process cost; nothing once they have left. */
  get size(): { feeds: number; subscriptions: number } {
    const feeds = [...this.#feeds.values()];
    return { feeds: feeds.length, subscriptions: feeds.reduce((sum, { size }) => sum + size, 0) };
  }

  /** Accounts that somebody here listens to. */
  get watchedAccounts(): number[] {
    return [...this.#feeds.keys()];
  }

  /** Where every account stands. */
  async cursors(): Promise<AccountCursor[]> {
    const accounts = await this.events.cursors();
    accounts.forEach(({ accountId }) => this.#known.add(accountId));
    return accounts;
  }

  /** Events up to `seq` exist, written by this process or another one. */
  announce(accountId: number, seq: number): void {
    this.#feeds.get(accountId)?.announce(seq);
    this.#notice(accountId);
  }

  /** Starts a subscription behind its cursor. Resolves once it is live. */
  join(
    account: AccountCursor,
    subscription: Subscription,
    onMissed: (missed: Resync) => void,
  ): Promise<void> {
    return this.#feedOf(account).join(subscription, onMissed);
  }

  leave(accountId: number, subscription: Subscription): void {
    const feed = this.#feeds.get(accountId);
    feed?.leave(subscription);
    if (feed?.size === 0) {
      this.#feeds.delete(accountId);
    }
  }

  #notice(accountId: number): void {
    if (!this.#known.has(accountId)) {
      this.#known.add(accountId);
      this.accountAppeared.next();
    }
  }

  /** `account` was read from the database just before: the feed starts there. */
  #feedOf(account: AccountCursor): AccountFeed {
    const known = this.#feeds.get(account.accountId);
    if (known !== undefined) {
      known.announce(account.seq);
      return known;
    }
    const feed = new AccountFeed(account.accountId, account.account, this.events, (error) => {
      this.logger.warn({ err: error, account: account.account }, 'event log not readable; trying again');
    });
    this.#feeds.set(account.accountId, feed);
    feed.startAt(account.seq);
    return feed;
  }
}
