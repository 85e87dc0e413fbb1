import { CursorSaver } from './cursor-store.js';
import { Doorman } from './doorman.js';
import { Inbox } from './inbox.js';
import { Lifeline } from './lifeline.js';
import type { Cursors, EventType, StreamMessage } from './messages.js';
import { DEFAULT_BUFFER_LIMIT, DEFAULT_TIMING, type StreamOptions } from './options.js';
import { Sequences } from './sequences.js';
import { platformWebSocket } from './web-socket.js';

/**
 * The live stream as one endless sequence: `for await (const message of stream)`. Every event is handed over once and in
 * the order of its account, whatever happens to the connection; the loop ends with `close()` and throws a StreamError
 * when the server refuses for good.
 *
 * An event counts as done when the loop asks for the next one, or when `close()` was called inside the loop. A `break` or a
 * throw leaves it undone, so that a restart from `cursorStore` brings it again.
 */
export class BlotterStream<Type extends EventType = EventType> implements AsyncIterableIterator<
  StreamMessage<Type>
> {
  readonly #inbox: Inbox;
  readonly #sequences: Sequences;
  readonly #lifeline: Lifeline;
  readonly #saver: CursorSaver;
  readonly #stop = new AbortController();
  readonly #done: Cursors = {};
  #handed: StreamMessage | null = null;
  #isReading = false;
  #running: Promise<void> | null = null;

  constructor(private readonly options: StreamOptions<Type>) {
    const { accounts = null, types = null, symbols = null, bufferLimit = DEFAULT_BUFFER_LIMIT } = options;
    this.#inbox = new Inbox(bufferLimit);
    this.#sequences = new Sequences(types !== null || symbols !== null);
    this.#saver = new CursorSaver(options.cursorStore, (error) => this.#fail(error));
    this.#lifeline = new Lifeline({
      interest: { accounts, types, symbols },
      doorman: new Doorman(options),
      sequences: this.#sequences,
      inbox: this.#inbox,
      timing: { ...DEFAULT_TIMING, ...options.timing },
      WebSocket: options.WebSocket ?? platformWebSocket(),
      onState: (state) => options.onState?.(state),
    });
  }

  /** How far the consumer has come. */
  get cursors(): Cursors {
    return { ...this.#done };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<StreamMessage<Type>, undefined>> {
    if (this.#isReading) {
      throw new TypeError('Expected one reader of the stream, was a second one');
    }
    this.#isReading = true;
    try {
      this.#running ??= this.#run();
      this.#acknowledge();
      const message = await this.#take();
      if (message === null) {
        await this.close();
        return { done: true, value: undefined };
      }
      this.#handed = message;
      // The server was asked for these types alone.
      return { done: false, value: message as StreamMessage<Type> };
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      this.#isReading = false;
    }
  }

  /** `break` and a throw inside the loop come here. */
  async return(): Promise<IteratorResult<StreamMessage<Type>, undefined>> {
    this.#handed = null;
    await this.close();
    return { done: true, value: undefined };
  }

  /** Ends the stream and the loop. Resolves when the connection is given up and the last place is saved. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#inbox.end();
    await this.#running;
    await this.#saver.flush();
  }

  #acknowledge(): void {
    const message = this.#handed;
    this.#handed = null;
    if (message !== null) {
      this.#advance({ [message.account]: 'seq' in message ? message.seq : message.current });
    }
  }

  async #take(): Promise<StreamMessage | null> {
    for (;;) {
      const item = await this.#inbox.take();
      if (item?.kind !== 'position') {
        return item?.message ?? null;
      }
      this.#advance(item.cursors);
    }
  }

  #advance(cursors: Cursors): void {
    Object.assign(this.#done, cursors);
    this.#saver.save(this.cursors);
  }

  async #run(): Promise<void> {
    try {
      await this.#restore();
      await this.#lifeline.run(this.#stop.signal);
    } catch (error) {
      this.#fail(error);
    }
    this.options.onState?.({ state: 'ended' });
  }

  async #restore(): Promise<void> {
    const { since, cursorStore } = this.options;
    const stored = await cursorStore?.load();
    if (since === 'start' || Object.keys(stored ?? {}).length > 0) {
      this.#lifeline.readFromZero();
    }
    for (const [account, seq] of Object.entries({ ...(since === 'start' ? {} : since), ...stored })) {
      this.#sequences.moveTo(account, seq);
      this.#done[account] = seq;
    }
  }

  #fail(error: unknown): void {
    this.#stop.abort();
    this.#inbox.fail(error instanceof Error ? error : new Error(String(error)));
  }
}
