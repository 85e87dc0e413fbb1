import { Readable } from 'node:stream';
import { encodePosition } from './position.js';
import { MAX_QUEUED_BYTES, REPLAY_BYTES, type StreamClient } from './stream-client.js';
import type { CloseReason } from './wire.js';

/** How long a browser waits before it connects again. */
const RETRY_MS = 2000;

/** A response of Server-Sent Events with a bounded queue. Whoever drops out resumes from the id of the last event it got. */
export class SseClient implements StreamClient {
  readonly stream: Readable;
  #isEnded = false;
  #waiting: (() => void)[] = [];

  constructor(private readonly position: () => Readonly<Record<string, number>>) {
    this.stream = new Readable({
      highWaterMark: REPLAY_BYTES,
      // Called when less than that is left in the queue.
      read: () => {
        this.#release();
      },
      destroy: (error, done) => {
        this.#release();
        done(error);
      },
    });
    this.#push(`retry: ${RETRY_MS}\n\n`);
  }

  get isOpen(): boolean {
    return !this.#isEnded && !this.stream.destroyed;
  }

  send(message: string, type: string): void {
    this.#push(`${this.#id()}event: ${type}\ndata: ${message}\n\n`);
  }

  /**
   * Keeps proxies from closing an idle connection. The id moves on with it, also past events that were filtered out; without
   * data it is not an event.
   */
  heartbeat(): void {
    this.#push(`: heartbeat\n${this.#id()}\n`);
  }

  drained(): Promise<void> {
    if (!this.isOpen || this.stream.readableLength <= REPLAY_BYTES) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** There are no close codes here: the reason is a comment, and the browser connects again by itself. */
  close({ reason }: CloseReason): void {
    this.#push(`: ${reason}\n\n`);
    this.#isEnded = true;
    this.stream.push(null);
    this.#release();
  }

  #id(): string {
    const position = encodePosition(this.position());
    return position === '' ? '' : `id: ${position}\n`;
  }

  #push(text: string): void {
    if (!this.isOpen) {
      return;
    }
    this.stream.push(text);
    if (this.stream.readableLength > MAX_QUEUED_BYTES) {
      this.stream.destroy();
    }
  }

  #release(): void {
    this.#waiting.splice(0).forEach((resolve) => {
      resolve();
    });
  }
}
