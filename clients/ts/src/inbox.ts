import type { Cursors, StreamMessage } from './messages.js';

/** A message for the consumer, or the news that nothing of interest happened up to some numbers. */
export type Item = { kind: 'message'; message: StreamMessage } | { kind: 'position'; cursors: Cursors };

/** Between the socket, which cannot be slowed down, and the consumer, which may be slow. */
export class Inbox {
  readonly #items: Item[] = [];
  #isEnded = false;
  #error: Error | null = null;
  #wakeReader: (() => void) | null = null;
  #wakeWriter: (() => void) | null = null;

  constructor(private readonly limit: number) {}

  get isFull(): boolean {
    return this.#items.length >= this.limit;
  }

  push(message: StreamMessage): void {
    this.#items.push({ kind: 'message', message });
    this.#wakeReader?.();
  }

  /** Takes its turn behind the messages that wait: the consumer has not passed a number before it has seen them. */
  pushPosition(cursors: Cursors): void {
    const last = this.#items.at(-1);
    if (last?.kind === 'position') {
      Object.assign(last.cursors, cursors);
    } else {
      this.#items.push({ kind: 'position', cursors: { ...cursors } });
    }
    this.#wakeReader?.();
  }

  /** The next item, null at the end. Throws what ended the stream once everything before it was taken. */
  async take(): Promise<Item | null> {
    for (;;) {
      const item = this.#isEnded ? undefined : this.#items.shift();
      if (item !== undefined) {
        this.#wakeWriterIfRoom();
        return item;
      }
      if (this.#isEnded) {
        return null;
      }
      if (this.#error !== null) {
        this.#isEnded = true;
        throw this.#error;
      }
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }

  /** Resolves once half of the room is free: to reconnect for every single place would be a storm. */
  async room(): Promise<void> {
    while (this.#items.length > this.limit / 2 && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
  }

  /** What waits is dropped: it was not handed over, and a resume brings it again. */
  end(): void {
    this.#isEnded = true;
    this.#items.length = 0;
    this.#wakeReader?.();
    this.#wakeWriter?.();
  }

  fail(error: Error): void {
    this.#error ??= error;
    this.#wakeReader?.();
  }

  #wakeWriterIfRoom(): void {
    if (this.#items.length <= this.limit / 2) {
      this.#wakeWriter?.();
    }
  }
}
