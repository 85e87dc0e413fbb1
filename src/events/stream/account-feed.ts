import type { EventRecord } from '../persistence/event.entity.js';
import type { EventRepository } from '../persistence/event.repository.js';
import type { Resync } from './resync.js';
import type { Subscription } from './subscription.js';
import { eventMessage } from './wire.js';

const PAGE = 500;

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
    private readonly events: EventRepository,
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
    if (this.#delivered !== null && this.#delivered < this.#target && !this.#isReading) {
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
      const page = await this.events.findAfter(this.accountId, member.cursor, PAGE);
      if (!member.isActive) {
        return; // It left, or asked for something else, while the page was read.
      }
      const [first] = page;
      const expected = member.cursor + 1;
      if (first === undefined ? member.cursor < this.cursor : first.seq !== expected) {
        this.#resync(member, first?.seq ?? null, onMissed);
        return;
      }
      for (const event of page) {
        member.take(event, eventMessage(event, this.account));
      }
      if (member.cursor >= this.cursor) {
        member.isLive = true;
        return;
      }
      await member.client.drained();
    }
  }

  #resync(member: Subscription, oldest: number | null, onMissed: (missed: Resync) => void): void {
    const since = member.cursor;
    member.cursor = this.cursor;
    onMissed({ account: this.account, since, oldest, current: this.cursor });
    member.isLive = true;
  }

  async #readUpToTarget(): Promise<void> {
    this.#isReading = true;
    try {
      while ((this.#delivered ?? 0) < this.#target && this.#members.size > 0) {
        const page = await this.events.findAfter(this.accountId, this.#delivered ?? 0, PAGE);
        if (page.length === 0) {
          return;
        }
        this.#deliver(page);
      }
    } catch (error) {
      // The poll announces again; nothing is lost, the log has it.
      this.onError(error);
    } finally {
      // In the same turn as the last look at the target: an announcement in between would be forgotten.
      this.#isReading = false;
    }
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
