import { WebSocket } from 'ws';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the assertions say what it must be
export type Message = any;

/** A WebSocket that keeps what it received, for tests. */
export class StreamProbe {
  readonly messages: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()));
      this.#waiting.forEach((check) => {
        check();
      });
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      });
    });
    socket.on('error', () => undefined);
  }

  /** `url` is the application's; `headers` usually carry the key, `query` may carry a ticket. */
  static open(url: string, headers: Record<string, string>, query = ''): StreamProbe {
    return new StreamProbe(new WebSocket(`${url.replace(/^http/, 'ws')}/ws${query}`, { headers }));
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message that matches, now or later. */
  next(matches: (message: Message) => boolean): Promise<Message> {
    return this.until(() => this.messages.find(matches));
  }

  ofType(type: string): Promise<Message> {
    return this.next((message) => message.type === type);
  }

  /** Resolves with the first value that `read` finds; the test's own timeout bounds the wait. */
  until<T>(read: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = read();
        if (found !== undefined) {
          this.#waiting.delete(check);
          resolve(found);
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Numbers of the events received for an account. */
  seqs(account: string): number[] {
    return this.messages
      .filter((message) => message.account === account && 'seq' in message)
      .map(({ seq }) => seq);
  }

  close(): void {
    this.socket.close();
  }
}
