import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Message } from './stream.js';

/** One block of a stream: what a browser makes an event of when it has data. */
export interface SseBlock {
  id?: string;
  event?: string;
  retry?: string;
  comment?: string;
  data?: Message;
}

/** A reader of Server-Sent Events that keeps what it received, for tests. */
export class SseProbe {
  readonly blocks: SseBlock[] = [];
  readonly ended: Promise<void>;
  readonly #waiting = new Set<() => void>();
  #rest = '';

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      this.#read(text);
    });
    response.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      response.once('close', resolve);
    });
  }

  /** Resolves with the headers; `url` has the whole query. */
  static open(url: string, headers: Record<string, string>): Promise<SseProbe> {
    return new Promise((resolve, reject) => {
      // A connection of its own, which ends with the stream.
      get(url, { headers, agent: false }, (response) => {
        resolve(new SseProbe(response));
      }).on('error', reject);
    });
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  /** What a browser would send as Last-Event-ID now. */
  get lastId(): string {
    return this.blocks.findLast(({ id }) => id !== undefined)?.id ?? '';
  }

  /** The first block that matches, now or later; the test's own timeout bounds the wait. */
  next(matches: (block: SseBlock) => boolean): Promise<SseBlock> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = this.blocks.find(matches);
        if (found !== undefined) {
          this.#waiting.delete(check);
          resolve(found);
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  ofType(type: string): Promise<SseBlock> {
    return this.next(({ event }) => event === type);
  }

  /** Numbers of the events received for an account. */
  seqs(account: string): number[] {
    return this.blocks
      .filter(({ data }) => data?.account === account && 'seq' in data)
      .map(({ data }) => data.seq);
  }

  close(): void {
    this.response.destroy();
  }

  #read(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    this.blocks.push(...blocks.map(parseBlock));
    this.#waiting.forEach((check) => {
      check();
    });
  }
}

function parseBlock(text: string): SseBlock {
  const lines = text.split('\n').map((line) => /^([a-z]*): (.*)$/s.exec(line) ?? []);
  const fields = lines.map(([, name, value]) => [name === '' ? 'comment' : name, value] as const);
  const block = Object.fromEntries(fields) as Record<string, string>;
  return block.data === undefined ? block : { ...block, data: JSON.parse(block.data) };
}
