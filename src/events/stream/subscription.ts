import type { EventRecord } from '../persistence/event.entity.js';
import type { StreamClient } from './stream-client.js';

/** What a subscriber wants to see; null means everything. */
export interface StreamFilter {
  types: ReadonlySet<string> | null;
  symbols: ReadonlySet<string> | null;
}

/**
 * One client's place in one account's sequence. While it catches up it reads the log; once it has seen everything that
 * was delivered live it turns live itself. Every event is sent once, in order, by one of the two.
 */
export class Subscription {
  isLive = false;
  #isEnded = false;

  constructor(
    readonly client: StreamClient,
    readonly account: string,
    /** Number of the last event that was sent or passed over. */
    public cursor: number,
    public filter: StreamFilter,
  ) {}

  get isActive(): boolean {
    return !this.#isEnded && this.client.isOpen;
  }

  end(): void {
    this.#isEnded = true;
  }

  /** Takes the next event of the sequence. `message` is built once for all subscribers. */
  take(event: EventRecord, message: string): void {
    this.cursor = event.seq;
    if (this.#wants(event)) {
      this.client.send(message, event.type);
    }
  }

  #wants({ type, symbol }: EventRecord): boolean {
    const { types, symbols } = this.filter;
    return (
      (types === null || types.has(type)) && (symbols === null || (symbol !== null && symbols.has(symbol)))
    );
  }
}
