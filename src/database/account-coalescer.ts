import { setImmediate } from 'node:timers/promises';

interface Waiting<Item, Result> {
  items: Item[];
  resolve: (results: Result[]) => void;
  reject: (error: unknown) => void;
}

/** Most items in one transaction; a larger request is a transaction of its own. */
const MAX_ITEMS = 1000;

/**
 * Lets requests for the same account that wait at the same time share one transaction (ADR 3). A durable write then
 * gets cheaper under load: one lock, one read, one write and one commit serve them all. Each keeps its own result.
 */
export class AccountCoalescer<Item, Result> {
  readonly #waiting = new Map<number, Waiting<Item, Result>[]>();
  readonly #running = new Set<number>();

  /** `handle` records the items in order and answers one result each; it throws only when the transaction failed. */
  constructor(private readonly handle: (accountId: number, items: Item[]) => Promise<Result[]>) {}

  submit(accountId: number, items: Item[]): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(accountId) ?? [];
      queue.push({ items, resolve, reject });
      this.#waiting.set(accountId, queue);
      if (!this.#running.has(accountId)) {
        this.#running.add(accountId);
        void this.#drain(accountId);
      }
    });
  }

  async #drain(accountId: number): Promise<void> {
    // Requests that arrived together are read in this turn of the event loop; let them join.
    await setImmediate();
    for (let group = this.#takeGroup(accountId); group.length > 0; group = this.#takeGroup(accountId)) {
      await this.#run(accountId, group);
    }
    this.#running.delete(accountId);
    this.#waiting.delete(accountId);
  }

  #takeGroup(accountId: number): Waiting<Item, Result>[] {
    const queue = this.#waiting.get(accountId) ?? [];
    let size = 0;
    let taken = 0;
    for (const { items } of queue) {
      if (taken > 0 && size + items.length > MAX_ITEMS) {
        break;
      }
      size += items.length;
      taken += 1;
    }
    return queue.splice(0, taken);
  }

  async #run(accountId: number, group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.handle(
        accountId,
        group.flatMap(({ items }) => items),
      );
      let from = 0;
      for (const { items, resolve } of group) {
        resolve(results.slice(from, from + items.length));
        from += items.length;
      }
    } catch (error) {
      await this.#runSeparately(accountId, group, error);
    }
  }

  /** The shared transaction failed: each request gets one of its own, so that only the culprit fails. */
  async #runSeparately(accountId: number, group: Waiting<Item, Result>[], error: unknown): Promise<void> {
    if (group.length === 1) {
      group[0]?.reject(error);
      return;
    }
    for (const waiting of group) {
      await this.handle(accountId, waiting.items).then(waiting.resolve, waiting.reject);
    }
  }
}
