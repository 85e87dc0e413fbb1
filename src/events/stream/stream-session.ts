import { mayUse } from '../../http/account-access.js';
import { problemOf } from '../../http/problem.js';
import type { Caller } from '../../http/scopes.js';
import type { AccountCursor } from '../persistence/event.repository.js';
import type { ClientMessage } from './client-messages.js';
import { resyncOf } from './resync.js';
import { assertReached, chooseAccounts } from './stream-accounts.js';
import type { StreamClient } from './stream-client.js';
import type { StreamHub } from './stream-hub.js';
import { CLOSE } from './wire.js';
import { type StreamFilter, Subscription } from './subscription.js';

export interface SessionPort {
  hub: StreamHub;
  cursors: () => Promise<AccountCursor[]>;
  now: () => string;
  /** How many accounts a stream may follow; new ones beyond it are left out. */
  maxAccounts?: number;
}

/** An account that the client follows from now on, or will once the accounts before it have caught up. */
interface Followed {
  account: AccountCursor;
  subscription: Subscription;
}

/** How all accounts are followed, and which of them were there already. */
interface Everything {
  filter: StreamFilter;
  seen: Set<string>;
}

export type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>;

/** One authenticated connection: its subscriptions and its side of the conversation. */
export class StreamSession {
  readonly #followed = new Map<string, Followed>();
  /** Set while the client follows every account that it may see. */
  #everything: Everything | null = null;
  #isEnded = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: StreamClient,
    private readonly caller: Caller,
    private readonly port: SessionPort,
  ) {}

  get keyId(): number {
    return this.caller.keyId;
  }

  get followsAll(): boolean {
    return this.#everything !== null;
  }

  /** Ends the connection: its key is no longer valid. */
  revoke(): void {
    this.client.close(CLOSE.unauthorized);
  }

  /** Where each subscription stands: whoever resumes from here misses nothing. */
  get cursors(): Record<string, number> {
    return Object.fromEntries(
      [...this.#followed].map(([account, { subscription }]) => [account, subscription.cursor]),
    );
  }

  /** Tells the client where every account stands, so that it knows what it has missed. */
  async greet(version: string): Promise<void> {
    const accounts = await this.#visibleAccounts();
    this.#say({
      type: 'connected',
      message: 'Send {"type":"subscribe"} to receive events',
      version,
      accounts: Object.fromEntries(accounts.map(({ account, seq }) => [account, seq])),
    });
  }

  async receive(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'ping':
        this.#say({ type: 'pong', ...echoOf(message) });
        return;
      case 'subscribe':
        await this.follow(await this.subscribe(message));
        return;
      case 'unsubscribe':
        await this.#inTurn(() => {
          this.#unsubscribe(message);
        });
    }
  }

  complain(error: unknown): void {
    this.#say({ type: 'error', problem: problemOf(error) });
  }

  heartbeat(): void {
    this.#say({ type: 'heartbeat', accounts: this.cursors });
  }

  end(): void {
    this.#isEnded = true;
    for (const account of [...this.#followed.keys()]) {
      this.#leave(account);
    }
  }

  /** Checks and confirms the request; the events come with `follow`. Throws what is wrong with it. */
  subscribe(message: Subscribe): Promise<Followed[]> {
    return this.#inTurn(async () => {
      const chosen = chooseAccounts(await this.#visibleAccounts(), message.accounts, this.caller);
      assertReached(chosen, message.since);
      const filter = { types: setOf(message.types), symbols: setOf(message.symbols) };
      if (message.accounts === null) {
        this.#everything = { filter, seen: new Set(chosen.map(({ account }) => account)) };
      }
      const following = chosen.map((account) => this.#replace(account, filter, message.since));
      this.#say({
        type: 'subscribed',
        ...echoOf(message),
        accounts: Object.fromEntries(
          following.map(({ account, subscription }) => [account.account, subscription.cursor]),
        ),
        types: message.types,
        symbols: message.symbols,
      });
      return following;
    });
  }

  /** For a client that follows all: begins the accounts among these that were opened since, with their first event. */
  async followNew(accounts: readonly AccountCursor[]): Promise<void> {
    const following = await this.#inTurn(() => {
      const everything = this.#everything;
      return everything === null ? [] : this.#beginNew(accounts, everything);
    });
    await this.follow(following);
  }

  /** Replays one account after the other, which bounds the memory, and leaves each of them live. */
  async follow(following: readonly Followed[]): Promise<void> {
    for (const { account, subscription } of following) {
      // Since it was asked for, the client may have left the account, asked anew, or gone altogether.
      if (this.#followed.get(account.account)?.subscription === subscription) {
        await this.#join(account, subscription);
      }
    }
  }

  #beginNew(accounts: readonly AccountCursor[], { filter, seen }: Everything): Followed[] {
    const fresh = accounts.filter(({ account }) => !seen.has(account) && mayUse(this.caller, account));
    const room = Math.max(0, (this.port.maxAccounts ?? Infinity) - this.#followed.size);
    return fresh.slice(0, room).map((cursor) => {
      seen.add(cursor.account);
      return this.#replace(cursor, filter, new Map([[cursor.account, 0]]));
    });
  }

  async #join(account: AccountCursor, subscription: Subscription): Promise<void> {
    try {
      await this.port.hub.join(account, subscription, (missed) => {
        this.#say({ type: 'resync_required', ...resyncOf(missed) });
      });
    } catch (error) {
      // Half a replay must not pass for a subscription: the client asks again.
      if (this.#followed.get(account.account)?.subscription === subscription) {
        this.#leave(account.account);
      }
      throw error;
    }
  }

  #replace(account: AccountCursor, filter: StreamFilter, since: ReadonlyMap<string, number>): Followed {
    this.#leave(account.account);
    const cursor = since.get(account.account) ?? account.seq;
    const followed = {
      account,
      subscription: new Subscription(this.client, account.account, cursor, filter),
    };
    if (!this.#isEnded) {
      this.#followed.set(account.account, followed);
    }
    return followed;
  }

  #unsubscribe(message: Extract<ClientMessage, { type: 'unsubscribe' }>): void {
    if (message.accounts === null) {
      this.#everything = null;
    }
    const left = message.accounts ?? [...this.#followed.keys()];
    left.forEach((account) => {
      this.#leave(account);
    });
    this.#say({ type: 'unsubscribed', ...echoOf(message), accounts: left });
  }

  #leave(account: string): void {
    const followed = this.#followed.get(account);
    if (followed !== undefined) {
      followed.subscription.end();
      this.port.hub.leave(followed.account.accountId, followed.subscription);
      this.#followed.delete(account);
    }
  }

  /** Requests take effect in the order in which they came, though one may wait for the database longer than the next. */
  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #visibleAccounts(): Promise<AccountCursor[]> {
    return (await this.port.cursors()).filter(({ account }) => mayUse(this.caller, account));
  }

  #say(message: { type: string; [field: string]: unknown }): void {
    this.client.send(JSON.stringify({ ...message, timestamp: this.port.now() }), message.type);
  }
}

function echoOf({ id }: ClientMessage): { id?: string | number } {
  return id === undefined ? {} : { id };
}

function setOf(items: string[] | null): ReadonlySet<string> | null {
  return items === null ? null : new Set(items);
}
