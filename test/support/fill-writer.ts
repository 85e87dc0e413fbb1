import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { aFill, at } from './builders.js';

const RETRY_MS = 50;

export interface FillWriterOptions {
  name: string;
  account: string;
  key: string;
  /** Where to send the next attempt. */
  nextUrl: () => string;
}

/** Records one fill after the other; what failed is sent again under the same executionId until it is answered. */
export class FillWriter {
  answered = 0;
  retries = 0;
  #isStopping = false;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly options: FillWriterOptions) {}

  /** Until `stop`. Rejects when a fill is refused. */
  async run(): Promise<void> {
    try {
      while (!this.#isStopping) {
        await this.#record(this.answered + 1);
        this.answered += 1;
      }
    } finally {
      this.#agent.destroy();
    }
  }

  stop(): void {
    this.#isStopping = true;
  }

  async #record(count: number): Promise<void> {
    const { name, account, nextUrl } = this.options;
    const fill = aFill({
      account,
      executionId: `${name}-${count}`,
      side: count % 2 === 1 ? 'BUY' : 'SELL',
      occurredAt: at(count),
    });
    for (;;) {
      const status = await this.#post(`${nextUrl()}/api/fills`, fill).catch(() => 0);
      if (status === 200 || status === 201) {
        return;
      }
      if (status >= 400 && status < 500) {
        throw new Error(`Expected ${name}-${count} to be recorded, was ${status}`);
      }
      this.retries += 1;
      await setTimeout(RETRY_MS);
    }
  }

  /** Answers the status; rejects when the connection broke. */
  #post(url: string, body: object): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'x-api-key': this.options.key };
      const outgoing = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        response.resume();
        response.once('end', () => {
          resolve(response.statusCode ?? 0);
        });
        response.once('error', reject);
      });
      outgoing.once('error', reject);
      outgoing.end(JSON.stringify(body));
    });
  }
}
