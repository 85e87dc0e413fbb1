import { WebSocket } from 'ws';
import { BlotterStream } from '../../clients/ts/src/index.js';
import type { ResumingClientOptions } from './resuming-client.js';

/** The client of clients/ts behind the same face as ResumingClient. It stays with one process, since it knows one URL. */
export class PackagedClient {
  readonly cursors = new Map<string, number>();
  connections = 0;
  #socket: WebSocket | null = null;
  readonly #stream: BlotterStream;

  constructor(private readonly options: ResumingClientOptions) {
    const onSocket = (socket: WebSocket): void => {
      this.#socket = socket;
      this.connections += 1;
    };
    this.#stream = new BlotterStream({
      ...{ url: options.nextUrl(), apiKey: options.key, accounts: options.accounts, since: 'start' },
      timing: { backOffBaseMs: 50, backOffCapMs: 500 },
      WebSocket: class extends WebSocket {
        constructor(url: string) {
          super(url);
          onSocket(this);
        }
      },
    });
  }

  start(): void {
    this.#read().catch((error: unknown) => {
      this.options.record.violations.push(`${this.options.name}: ${String(error)}`);
    });
  }

  /** Takes its connection away; connecting again is the client's own business. */
  reconnect(manner: 'politely' | 'abruptly'): void {
    if (manner === 'politely' && this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.close();
    } else {
      this.#socket?.terminate();
    }
  }

  stop(): void {
    void this.#stream.close();
  }

  async #read(): Promise<void> {
    const { name, record, onEvent } = this.options;
    for await (const message of this.#stream) {
      const { account } = message;
      if (message.type === 'resync_required') {
        record.violations.push(`${name}: ${JSON.stringify(message)}`);
        continue;
      }
      const last = this.cursors.get(account) ?? 0;
      record.take({ reader: name, account, seq: message.seq, last, text: JSON.stringify(message) });
      this.cursors.set(account, message.seq);
      onEvent();
    }
  }
}
