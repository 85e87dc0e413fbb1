import type { CursorStore } from './cursor-store.js';
import type { Cursors, EventType } from './messages.js';
import type { WebSocketConstructor } from './web-socket.js';

export interface StreamOptions<Type extends EventType = EventType> {
  /** Where the application listens, `https://blotter.example`. */
  url: string;
  /** Buys a one-time ticket for each connection. Leave it out where `getTicket` does that, as in a browser. */
  apiKey?: string;
  /** A one-time ticket from a place that has the key. Throw a StreamError to end the stream. */
  getTicket?: () => Promise<string>;
  /** All that the key may see when left out. */
  accounts?: readonly string[];
  /** Only these types. */
  types?: readonly Type[];
  /** Only events of these symbols. */
  symbols?: readonly string[];
  /** Numbers of the last events seen, or `start` for everything that is kept. From now on when left out. */
  since?: Cursors | 'start';
  /** Its numbers win over `since`. */
  cursorStore?: CursorStore;
  /** That of the `ws` package where the platform has none (Node 20). */
  WebSocket?: WebSocketConstructor;
  onState?: (state: StreamState) => void;
  timing?: Partial<Timing>;
  /** Messages that may wait for the consumer, 10,000 by default. */
  bufferLimit?: number;
}

export interface Timing {
  /** From the first byte to the answer to our subscription. */
  connectMs: number;
  /** The server sends a heartbeat every 15 s; a connection that is silent for this long is given up. */
  silenceMs: number;
  /** Bounds of the wait before a new connection: the first, and the longest. */
  backOffBaseMs: number;
  backOffCapMs: number;
}

export const DEFAULT_TIMING: Timing = {
  connectMs: 15_000,
  silenceMs: 40_000,
  backOffBaseMs: 250,
  backOffCapMs: 30_000,
};
export const DEFAULT_BUFFER_LIMIT = 10_000;

export type StreamState =
  | { state: 'connecting' }
  | { state: 'live' }
  /** Between two connections; `code` is the close code when the server closed. */
  | { state: 'waiting'; reason: string; code: number | null; delayMs: number }
  /** The consumer is slow: the connection was given up until half of the buffer is free. */
  | { state: 'full' }
  | { state: 'ended' };
