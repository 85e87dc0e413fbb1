import { WebSocket } from 'ws';
import type { SequenceRecord } from './sequence-record.js';

/** Every event starts like this (src/events/stream/wire.ts); parsing 30 copies of each would cost more than the test. */
const EVENT = /^\{"type":"\w+","seq":(\d+),"account":"([^"]+)"/;
const RECONNECT_MS = 50;

export interface ResumingClientOptions {
  name: string;
  key: string;
  accounts: readonly string[];
  /** Where to connect next; asked for each connection. */
  nextUrl: () => string;
  record: SequenceRecord;
  onEvent: () => void;
}

/** The least that a client of the stream has to do: remember the last number, connect again, resume behind it. */
export class ResumingClient {
  readonly cursors = new Map<string, number>();
  connections = 0;
  #socket: WebSocket | null = null;
  #waiting: NodeJS.Timeout | undefined;

  constructor(private readonly options: ResumingClientOptions) {}

  start(): void {
    const { nextUrl, key } = this.options;
    const socket = new WebSocket(`${nextUrl().replace(/^http/, 'ws')}/ws`, { headers: { 'x-api-key': key } });
    this.#socket = socket;
    this.connections += 1;
    socket.on('message', (data: Buffer) => {
      // What still arrives on a connection that was given up is not looked at: the next one brings it again.
      if (socket === this.#socket) {
        this.#receive(socket, data.toString());
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (socket === this.#socket) {
        this.reconnect('abruptly');
      }
    });
  }

  /** Gives the connection up, with or without a closing handshake, and resumes on another one. */
  reconnect(manner: 'politely' | 'abruptly'): void {
    this.stop(manner);
    this.#waiting = setTimeout(() => {
      this.start();
    }, RECONNECT_MS);
  }

  stop(manner: 'politely' | 'abruptly' = 'politely'): void {
    clearTimeout(this.#waiting);
    const socket = this.#socket;
    this.#socket = null;
    if (manner === 'politely' && socket?.readyState === WebSocket.OPEN) {
      socket.close();
    } else {
      socket?.terminate();
    }
  }

  #receive(socket: WebSocket, text: string): void {
    const event = EVENT.exec(text);
    if (event === null) {
      this.#converse(socket, JSON.parse(text) as { type: string });
      return;
    }
    const [, seq = '', account = ''] = event;
    const last = this.cursors.get(account) ?? 0;
    this.options.record.take({ reader: this.options.name, account, seq: Number(seq), last, text });
    this.cursors.set(account, Number(seq));
    this.options.onEvent();
  }

  #converse(socket: WebSocket, message: { type: string }): void {
    const { accounts, name, record } = this.options;
    if (message.type === 'connected') {
      const since = Object.fromEntries(accounts.map((account) => [account, this.cursors.get(account) ?? 0]));
      socket.send(JSON.stringify({ type: 'subscribe', accounts, since }));
    } else if (message.type === 'resync_required') {
      record.violations.push(`${name}: ${JSON.stringify(message)}`);
    } else if (message.type === 'error') {
      const { problem } = message as unknown as { problem: { status: number } };
      if (problem.status < 500) {
        record.violations.push(`${name}: ${JSON.stringify(problem)}`);
      }
      this.reconnect('politely');
    }
  }
}
