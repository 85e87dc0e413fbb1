import { WebSocket } from 'ws';
import {
  BlotterStream,
  type EventType,
  type StreamEvent,
  type StreamMessage,
  type StreamOptions,
  type StreamState,
} from '../../clients/ts/src/index.js';

/** Waits that suit a test: a lost connection is replaced within milliseconds. */
export const QUICK = { connectMs: 5000, silenceMs: 5000, backOffBaseMs: 2, backOffCapMs: 20 };

/** Reads an application's stream with its admin key. */
export function openStream(
  { url, adminKey }: { url: string; adminKey: string },
  options: Partial<StreamOptions> = {},
): StreamReader {
  return new StreamReader({ url, apiKey: adminKey, ...options });
}

/** The TypeScript client with everything that it handed over. */
export class StreamReader {
  readonly messages: StreamMessage[] = [];
  readonly states: StreamState[] = [];
  /** Resolves with null when the stream was closed, with the error that ended it otherwise. */
  readonly ended: Promise<unknown>;
  readonly stream: BlotterStream;
  readonly #waiting = new Set<() => void>();

  constructor(
    options: StreamOptions,
    private readonly onMessage: (message: StreamMessage) => void | Promise<void> = () => undefined,
  ) {
    this.stream = new BlotterStream({
      WebSocket,
      onState: (state) => {
        this.states.push(state);
        this.#check();
      },
      ...options,
      timing: { ...QUICK, ...options.timing },
    });
    this.ended = this.#read().then(
      () => null,
      (error: unknown) => error,
    );
  }

  get events(): StreamEvent[] {
    return this.messages.filter((message) => 'seq' in message);
  }

  seqs(account: string): number[] {
    return this.events.filter((event) => event.account === account).map(({ seq }) => seq);
  }

  types(): EventType[] {
    return this.events.map(({ type }) => type);
  }

  /** How often the subscription stood. */
  get lives(): number {
    return this.states.filter(({ state }) => state === 'live').length;
  }

  live(times = 1): Promise<void> {
    return this.until(() => this.lives >= times);
  }

  /** Resolves once so many events have arrived. */
  count(events: number): Promise<void> {
    return this.until(() => this.events.length >= events);
  }

  /** The test's own timeout bounds the wait. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (holds()) {
          this.#waiting.delete(check);
          resolve();
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  async #read(): Promise<void> {
    for await (const message of this.stream) {
      this.messages.push(message);
      this.#check();
      await this.onMessage(message);
    }
  }

  #check(): void {
    this.#waiting.forEach((check) => {
      check();
    });
  }
}
