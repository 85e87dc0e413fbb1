import type { WebSocketLike } from './web-socket.js';

/** Why a connection is over; `code` is the close code, null when this side gave it up. */
export interface Ending {
  code: number | null;
  reason: string;
}

/** The closing handshake would wait long for a peer that may be gone. */
const CLOSING_MS = 500;

/**
 * One WebSocket until it ends. Silence ends it as well: a network that swallows packets closes nothing, and without the
 * watchdog the reader would wait for ever.
 */
export class Connection {
  readonly ended: Promise<Ending>;
  #resolve: (ending: Ending) => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deadline = 0;
  #silenceMs: number | null = null;
  #isOver = false;

  constructor(
    private readonly socket: WebSocketLike,
    private readonly onMessage: (text: string) => void,
    connectMs: number,
  ) {
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    socket.onmessage = ({ data }: { data: unknown }) => {
      this.#hear(String(data));
    };
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
      this.#finish({ code, reason });
    };
    // A close event follows; without a handler `ws` would throw.
    socket.onerror = () => undefined;
    this.#watchFor(connectMs);
  }

  /** The connection stands: from now on every message allows another `silenceMs`. */
  expectMessagesEvery(silenceMs: number): void {
    this.#silenceMs = silenceMs;
    this.#watchFor(silenceMs);
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Gives the connection up at once: what still arrives on it is not listened to. */
  drop(reason: string): void {
    if (!this.#isOver) {
      this.#finish({ code: null, reason });
      this.#timer = setTimeout(() => this.socket.terminate?.(), CLOSING_MS);
      this.socket.close(1000);
    }
  }

  #hear(text: string): void {
    if (this.#isOver) {
      return;
    }
    if (this.#silenceMs !== null) {
      this.#deadline = performance.now() + this.#silenceMs;
    }
    this.onMessage(text);
  }

  #watchFor(ms: number): void {
    if (!this.#isOver) {
      this.#deadline = performance.now() + ms;
      this.#watch();
    }
  }

  /** One timer for thousands of messages: it looks at the deadline, which they move. */
  #watch(): void {
    clearTimeout(this.#timer);
    const leftMs = this.#deadline - performance.now();
    if (leftMs <= 0) {
      this.drop('nothing was heard in time');
    } else {
      this.#timer = setTimeout(() => this.#watch(), Math.ceil(leftMs));
    }
  }

  #finish(ending: Ending): void {
    clearTimeout(this.#timer);
    this.#isOver = true;
    this.#resolve(ending);
  }
}
