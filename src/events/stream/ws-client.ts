import { setTimeout } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { MAX_QUEUED_BYTES, REPLAY_BYTES, type StreamClient } from './stream-client.js';
import { CLOSE, type CloseReason } from './wire.js';

const DRAIN_CHECK_MS = 5;

/** A WebSocket with a bounded queue. A slow reader costs itself, nobody else. */
export class WsClient implements StreamClient {
  constructor(private readonly socket: WebSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(message: string): void {
    if (!this.isOpen) {
      return;
    }
    this.socket.send(message);
    if (this.socket.bufferedAmount > MAX_QUEUED_BYTES) {
      this.close(CLOSE.tooSlow);
      // The close frame waits behind what the client does not read: end the connection itself soon.
      this.#terminateSoon();
    }
  }

  async drained(): Promise<void> {
    while (this.isOpen && this.socket.bufferedAmount > REPLAY_BYTES) {
      await setTimeout(DRAIN_CHECK_MS);
    }
  }

  close({ code, reason }: CloseReason): void {
    this.socket.close(code, reason);
  }

  #terminateSoon(): void {
    void setTimeout(1000, undefined, { ref: false }).then(() => {
      this.socket.terminate();
    });
  }
}
