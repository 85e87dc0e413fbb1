import { ForbiddenError, InvalidInputError } from '../../common/errors.js';
import { mayUse } from '../../http/account-access.js';
import { problemOf } from '../../http/problem.js';
import type { Caller } from '../../http/scopes.js';
import type { AccountCursor } from '../persistence/event.repository.js';
import type { Resync } from './account-feed.js';
import type { ClientMessage } from './client-messages.js';
import type { StreamClient } from './stream-client.js';
import type { StreamHub } from './stream-hub.js';
import { Subscription } from './subscription.js';

export interface SessionPort {
  hub: StreamHub;
  cursors: () => Promise<AccountCursor[]>;
  now: () => string;
}

interface Joined {
  accountId: number;
  subscription: Subscription;
}

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>;

/** One authenticated connection: its subscriptions and its side of the conversation. */
export class StreamSession {
  readonly #joined = new Map<string, Joined>();

  constructor(
    private readonly client: StreamClient,
    private readonly caller: Caller,
    private readonly port: SessionPort,
  ) {}

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
    const echo = message.id === undefined ? {} : { id: message.id };
    switch (message.type) {
      case 'ping':
        this.#say({ type: 'pong', ...echo });
        return;
      case 'subscribe':
        await this.#subscribe(message, echo);
        return;
      case 'unsubscribe':
        this.#unsubscribe(message.accounts, echo);
    }
  }

  complain(error: unknown): void {
    this.#say({ type: 'error', problem: problemOf(error) });
  }

  /** Where each subscription stands: a client that filters can resume from here, too. */
  heartbeat(): void {
    const cursors = [...this.#joined].map(([account, { subscription }]) => [account, subscription.cursor]);
    this.#say({ type: 'heartbeat', accounts: Object.fromEntries(cursors) as object });
  }

  end(): void {
    for (const { accountId, subscription } of this.#joined.values()) {
      this.port.hub.leave(accountId, subscription);
    }
    this.#joined.clear();
  }

  async #subscribe(message: Subscribe, echo: object): Promise<void> {
    const chosen = choose(await this.#visibleAccounts(), message.accounts, this.caller);
    assertSince(chosen, message.since);
    const filter = { types: setOf(message.types), symbols: setOf(message.symbols) };
    const joining = chosen.map((account) => {
      const cursor = message.since[account.account] ?? account.seq;
      return { account, subscription: new Subscription(this.client, account.account, cursor, filter) };
    });
    this.#say({
      type: 'subscribed',
      ...echo,
      accounts: Object.fromEntries(
        joining.map(({ account, subscription }) => [account.account, subscription.cursor]),
      ),
      types: message.types,
      symbols: message.symbols,
    });
    for (const { account, subscription } of joining) {
      this.#leave(account.account);
      this.#joined.set(account.account, { accountId: account.accountId, subscription });
      const missed = await this.port.hub.join(account, subscription);
      if (missed !== null) {
        this.#say(resyncMessage(missed));
      }
    }
  }

  #unsubscribe(accounts: string[] | null, echo: object): void {
    const left = accounts ?? [...this.#joined.keys()];
    left.forEach((account) => {
      this.#leave(account);
    });
    this.#say({ type: 'unsubscribed', ...echo, accounts: left });
  }

  #leave(account: string): void {
    const joined = this.#joined.get(account);
    if (joined !== undefined) {
      this.port.hub.leave(joined.accountId, joined.subscription);
      this.#joined.delete(account);
    }
  }

  async #visibleAccounts(): Promise<AccountCursor[]> {
    return (await this.port.cursors()).filter(({ account }) => mayUse(this.caller, account));
  }

  #say(message: object): void {
    this.client.send(JSON.stringify({ ...message, timestamp: this.port.now() }));
  }
}

/** The log no longer reaches back to the client's number: it has to read the present state and go on from there. */
function resyncMessage({ account, since, oldest, current }: Resync): object {
  const state = ['trades', 'signals', 'fills', 'account-snapshots'].map(
    (list) => `/api/${list}?account=${account}`,
  );
  return { type: 'resync_required', account, since, oldest, current, state };
}

function choose(visible: AccountCursor[], asked: string[] | null, caller: Caller): AccountCursor[] {
  if (asked === null) {
    return visible;
  }
  return asked.map((slug) => {
    const account = visible.find((candidate) => candidate.account === slug);
    if (account !== undefined) {
      return account;
    }
    throw mayUse(caller, slug)
      ? InvalidInputError.field(
          'accounts',
          'unknown_account',
          `accounts: Expected an existing account, was "${slug}"`,
        )
      : new ForbiddenError('account_forbidden', `This key is not bound to account "${slug}"`);
  });
}

/** A number from the future would wait for ever; it belongs to another database. */
function assertSince(chosen: AccountCursor[], since: Record<string, number>): void {
  for (const { account, seq } of chosen) {
    const asked = since[account];
    if (asked !== undefined && asked > seq) {
      throw InvalidInputError.field(
        'since',
        'since',
        `since: Expected at most ${seq} for "${account}", was ${asked}`,
      );
    }
  }
}

function setOf(items: string[] | null): ReadonlySet<string> | null {
  return items === null ? null : new Set(items);
}
