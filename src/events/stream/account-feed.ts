import { setTimeout } from 'node:timers/promises';
import type { EventRecord } from '../persistence/event.entity.js';
import type { EventRepository } from '../persistence/event.repository.js';
import type { Resync } from './resync.js';
import type { Subscription } from './subscription.js';
import { eventMessage } from './wire.js';

const PAGE = 500;
/** Length that a replay hands to its client at once: a page of large events would pass for a slow reader. */
const REPLAY_LENGTH = 128 * 1024;
/** A log that cannot be read is tried again after this long, for as long as somebody waits for it. */
const RETRY_MS = 250;

/** What a feed reads: the log of all accounts. */
export type ReadableLog = Pick<EventRepository, 'findAfter'>;

/**
 * Delivers one account's events, in order and without a gap, to the subscriptions of this process. Committed events
 * arrive from this process (with their rows) or as a hint that another process wrote some (then the log is read).
 */
export class AccountFeed {
  readonly #members = new Set<Subscription>();
  /** Last event delivered live; null until the starting point is known. */
  #delivered: number | null = null;
  /** Highest event known to exist. */
  #target = 0;
  #isReading = false;

  constructor(
    private readonly accountId: number,
    private readonly account: string,
    private readonly events: ReadableLog,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Subscriptions, those that catch up included. */
  get size(): number {
    return this.#members.size;
  }

  get cursor(): number {
    return this.#delivered ?? 0;
  }

  /** The sequence starts behind `seq`; what was announced since is read from the log. */
  startAt(seq: number): void {
    if (this.#delivered === null) {
      this.#delivered = seq;
      this.announce(this.#target);
    }
  }

  leave(member: Subscription): void {
    member.end();
    this.#members.delete(member);
  }

  /** Events that this process committed. */
  committed(events: readonly EventRecord[]): void {
    const last = events.at(-1)?.seq ?? 0;
    this.#target = Math.max(this.#target, last);
    if (this.#delivered !== null && !this.#isReading && events[0]?.seq === this.#delivered + 1) {
      this.#deliver(events);
      return;
    }
    this.announce(last);
  }

  /** Events up to `seq` exist. */
  announce(seq: number): void {
    this.#target = Math.max(this.#target, seq);
    if (!this.#isReading && this.#isBehind) {
      void this.#readUpToTarget();
    }
  }

  /**
   * Replays from the member's cursor, then lets it join. `onMissed` hears, before any later event, that the log no longer
   * has what the member asks for.
   */
  async join(member: Subscription, onMissed: (missed: Resync) => void): Promise<void> {
    this.#members.add(member);
    for (;;) {
      // Taken before the read: what is delivered while the page is under way need not be on it.
      const known = this.cursor;
      const page = await this.#pageAfter(member.cursor, () => member.isActive);
      if (!member.isActive) {
        return; // It left, or asked for something else, while the page was read.
      }
      const [first] = page;
      if (first === undefined ? member.cursor < known : first.seq !== member.cursor + 1) {
        this.#resync(member, first?.seq ?? null, onMissed);
        return;
      }
      await this.#replay(member, page);
      if (member.cursor >= this.cursor) {
        member.isLive = true;
        return;
      }
    }
  }

  get #isBehind(): boolean {
    return this.#delivered !== null && this.#delivered < this.#target && this.size > 0;
  }

  async #replay(member: Subscription, page: readonly EventRecord[]): Promise<void> {
    let length = 0;
    for (const event of page) {
      const message = eventMessage(event, this.account);
      member.take(event, message);
      length += message.length;
      if (length > REPLAY_LENGTH) {
        length = 0;
        await member.client.drained();
      }
      if (!member.isActive) {
        return;
      }
    }
  }

  #resync(member: Subscription, oldest: number | null, onMissed: (missed: Resync) => void): void {
    const since = member.cursor;
    member.cursor = this.cursor;
    onMissed({ account: this.account, since, oldest, current: this.cursor });
    member.isLive = true;
  }

  /**
   * The flag falls in the same turn as the last look at the target. Were there a moment between them, what is announced
   * in it would find somebody reading and wait for the next event.
   */
  async #readUpToTarget(): Promise<void> {
    this.#isReading = true;
    while (this.#isBehind) {
      const page = await this.#pageAfter(this.cursor, () => this.size > 0);
      if (page.length === 0) {
        break;
      }
      this.#deliver(page);
    }
    this.#isReading = false;
  }

  /** Never rejects: a database that is away comes back, and then nothing may be missing. Empty once nobody waits. */
  async #pageAfter(cursor: number, isWanted: () => boolean): Promise<EventRecord[]> {
    while (isWanted()) {
      try {
        return await this.events.findAfter(this.accountId, cursor, PAGE);
      } catch (error) {
        this.onError(error);
        await setTimeout(RETRY_MS, undefined, { ref: false });
      }
    }
    return [];
  }

  #deliver(events: readonly EventRecord[]): void {
    for (const event of events) {
      if (event.seq <= (this.#delivered ?? 0)) {
        continue;
      }
      this.#delivered = event.seq;
      const message = eventMessage(event, this.account);
      for (const member of this.#members) {
        if (member.isLive && event.seq === member.cursor + 1) {
          member.take(event, message);
        }
      }
    }
  }
}
