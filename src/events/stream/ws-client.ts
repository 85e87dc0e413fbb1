import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { MAX_QUEUED_BYTES, REPLAY_BYTES, type StreamClient } from './stream-client.js';
import { textFrameOf } from './text-frame.js';
import { CLOSE, type CloseReason } from './wire.js';

/** What is gathered for a client leaves at the latest when it is this much. */
const FLUSH_BYTES = 64 * 1024;
const TERMINATE_MS = 5000;

/** Clients that something was gathered for in this turn of the event loop. */
let gathered: WsClient[] = [];

/**
 * A WebSocket with a bounded queue. A slow reader costs itself, nobody else.
 *
 * A system call per message and reader costs more than everything else on the way. So messages of one turn of the event
 * loop leave together: the busier the process, the more of them. And the frame, which is the same for all readers, is
 * written past `ws`, which would make its head again for each; that is sound as long as the gateway does not compress,
 * for then `ws` itself writes at once and keeps nothing back.
 */
export class WsClient implements StreamClient {
  #isGathering = false;

  constructor(
    private readonly socket: WebSocket,
    /** The connection under `socket`. */
    private readonly transport: Socket,
  ) {}

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(message: string): void {
    if (!this.isOpen) {
      return;
    }
    this.#gather();
    this.transport.write(textFrameOf(message));
    const queued = this.transport.writableLength;
    if (queued > FLUSH_BYTES) {
      this.flush();
    }
    if (queued > MAX_QUEUED_BYTES && this.transport.writableLength > MAX_QUEUED_BYTES) {
      this.#drop();
    }
  }

  async drained(): Promise<void> {
    this.flush();
    while (this.isOpen && this.transport.writableLength > REPLAY_BYTES) {
      await this.#nextDrain();
    }
  }

  close({ code, reason }: CloseReason): void {
    this.socket.close(code, reason);
  }

  /** Hands what was gathered to the system. */
  flush(): void {
    if (this.#isGathering) {
      this.#isGathering = false;
      this.transport.uncork();
    }
  }

  #gather(): void {
    if (!this.#isGathering) {
      this.#isGathering = true;
      this.transport.cork();
      if (gathered.push(this) === 1) {
        setImmediate(flushGathered);
      }
    }
  }

  #nextDrain(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.transport.off('drain', done);
        this.transport.off('close', done);
        resolve();
      };
      this.transport.on('drain', done);
      this.transport.on('close', done);
    });
  }

  #drop(): void {
    this.close(CLOSE.tooSlow);
    // The close frame waits behind what the client does not read: end the connection itself before long.
    void setTimeout(TERMINATE_MS, undefined, { ref: false }).then(() => {
      this.socket.terminate();
    });
  }
}

function flushGathered(): void {
  const clients = gathered;
  gathered = [];
  for (const client of clients) {
    client.flush();
  }
}
