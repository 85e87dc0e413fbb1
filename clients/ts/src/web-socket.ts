/** What the stream needs of a WebSocket: the browser's, Node 22's, or that of the `ws` package. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  /** Only `ws` has it: ends the connection without waiting for the other side. */
  terminate?(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
}

export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** The platform's own WebSocket; Node 20 has none. */
export function platformWebSocket(): WebSocketConstructor {
  const found = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (found === undefined) {
    throw new TypeError('Expected a WebSocket: pass that of the `ws` package as option WebSocket');
  }
  return found;
}
