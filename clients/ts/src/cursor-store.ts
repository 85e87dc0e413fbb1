import type { Cursors } from './messages.js';

/** Keeps the place across restarts of the program: a file, a table, localStorage. */
export interface CursorStore {
  load: () => Cursors | null | undefined | Promise<Cursors | null | undefined>;
  /** Called after each message that the consumer is done with; never twice at the same time. */
  save: (cursors: Cursors) => void | Promise<void>;
}

/** Saves the latest place. While a save is under way newer places wait, and only the newest of them is saved. */
export class CursorSaver {
  #saving: Promise<void> | null = null;
  #latest: Cursors | null = null;

  constructor(
    private readonly store: CursorStore | undefined,
    private readonly onError: (error: unknown) => void,
  ) {}

  save(cursors: Cursors): void {
    if (this.store !== undefined) {
      this.#latest = cursors;
      this.#saving ??= this.#drain(this.store).finally(() => {
        this.#saving = null;
      });
    }
  }

  async flush(): Promise<void> {
    await this.#saving;
  }

  async #drain(store: CursorStore): Promise<void> {
    try {
      while (this.#latest !== null) {
        const cursors = this.#latest;
        this.#latest = null;
        await store.save(cursors);
      }
    } catch (error) {
      this.#latest = null;
      this.onError(error);
    }
  }
}
