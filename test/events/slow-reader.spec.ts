import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { MAX_QUEUED_BYTES } from '../../src/events/stream/stream-client.js';
import { startApp, type TestApp } from '../support/app.js';
import { aSignal } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';

const FAST_READERS = 200;
const SIGNALS_PER_REQUEST = 20;
/** About 36 KB in UTF-8: the queues of the operating system and ours fill with few messages. */
const LONG_TEXTS = { reason: '€'.repeat(4000), aiReasoning: '€'.repeat(8000) };
const LARGEST_MESSAGE = 64 * 1024;

/** Keeps numbers, not messages: 200 copies of everything would be the test's own flood. */
class Reader {
  readonly seqs: number[] = [];
  readonly ended: Promise<number>;
  readonly #socket: WebSocket;
  #onEvent = (): void => undefined;

  private constructor(app: TestApp, since: number) {
    this.#socket = new WebSocket(`${app.url.replace('http', 'ws')}/ws`, {
      headers: { 'x-api-key': app.adminKey },
    });
    this.#socket.on('open', () => {
      this.#socket.send(JSON.stringify({ type: 'subscribe', accounts: ['demo'], since: { demo: since } }));
    });
    this.#socket.on('message', (data: Buffer) => {
      const seq = /^\{"type":"\w+","seq":(\d+),/.exec(data.toString('latin1', 0, 100))?.[1];
      this.seqs.push(...(seq === undefined ? [] : [Number(seq)]));
      this.#onEvent();
    });
    this.ended = new Promise((resolve) => {
      this.#socket.on('close', resolve);
    });
    this.#socket.on('error', () => undefined);
  }

  static async open(app: TestApp, since = 0): Promise<Reader> {
    const reader = new Reader(app, since);
    await new Promise<void>((resolve) => {
      reader.#onEvent = resolve;
    });
    return reader;
  }

  stall(): void {
    this.#socket.pause();
  }

  goOn(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }

  has(seq: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onEvent = () => {
        if ((this.seqs.at(-1) ?? 0) >= seq) {
          resolve();
        }
      };
      this.#onEvent();
    });
  }
}

describe.each(DIALECTS)('a reader that stops reading on %s', (dialect) => {
  let app: TestApp;
  const readers: Reader[] = [];
  /** Server side of the connections whose queue grew too long. */
  const dropped = new Set<Socket>();
  let longestQueue = 0;

  afterEach(async () => {
    readers.forEach((reader) => {
      reader.close();
    });
    await app.close();
  });

  it('is dropped with 4408, costs a bounded queue and the others nothing, and resumes whole', async () => {
    app = await startApp(dialect);
    await app.fetchJson('POST', '/api/accounts', { account: 'demo', name: 'demo', currency: 'USD' });
    const bothDropped = watchQueues(app.app.getHttpServer());
    const [late, gone] = [await open(), await open()];
    const fast = await Promise.all(Array.from({ length: FAST_READERS }, () => open()));
    late.stall();
    gone.stall();
    // One of the two wakes up before its connection is ended and learns why; the other finds it gone.
    void bothDropped.then(() => {
      late.goOn();
    });

    let sent = 0;
    while (dropped.size < 2) {
      sent += await recordSignals();
      await Promise.all(fast.map((reader) => reader.has(sent)));
    }
    expect(await late.ended).toBe(4408);
    sent += await recordSignals();
    await Promise.all(fast.map((reader) => reader.has(sent)));
    await Promise.all([...dropped].filter(({ closed }) => !closed).map((socket) => once(socket, 'close')));
    gone.goOn();
    expect(await gone.ended).toBe(1006);

    expect(dropped.size).toBe(2);
    expect(longestQueue).toBeLessThanOrEqual(MAX_QUEUED_BYTES + LARGEST_MESSAGE);
    expect(fast.filter(({ seqs }) => !isWhole(seqs, sent))).toEqual([]);
    for (const { seqs } of [late, gone]) {
      const resumed = await open(seqs.length);
      await resumed.has(sent);
      expect(seqs.length).toBeLessThan(sent);
      expect(isWhole([...seqs, ...resumed.seqs], sent)).toBe(true);
    }
  }, 120_000);

  async function open(since?: number): Promise<Reader> {
    const reader = await Reader.open(app, since);
    readers.push(reader);
    return reader;
  }

  /** Measures the queues of the server; resolves when two readers were found to be too slow. */
  function watchQueues(server: Server): Promise<void> {
    return new Promise((resolve) => {
      server.on('connection', (socket: Socket) => {
        const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
        socket.write = (...args: unknown[]): boolean => {
          const answer = write(...args);
          longestQueue = Math.max(longestQueue, socket.writableLength);
          if (socket.writableLength > MAX_QUEUED_BYTES && dropped.add(socket).size === 2) {
            resolve();
          }
          return answer;
        };
      });
    });
  }

  async function recordSignals(): Promise<number> {
    const signals = Array.from({ length: SIGNALS_PER_REQUEST }, () =>
      aSignal({ account: 'demo', ...LONG_TEXTS }),
    );
    const { status } = await app.fetchJson('POST', '/api/signals', signals);
    expect(status).toBeLessThan(300);
    return SIGNALS_PER_REQUEST;
  }
});

function isWhole(seqs: readonly number[], last: number): boolean {
  return seqs.length === last && seqs.every((seq, index) => seq === index + 1);
}
