import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { AppLogger } from '../common/logger.js';

const RECONNECT_MS = 500;

/**
 * LISTEN on one Postgres channel over a connection of its own, taken up again whenever it is lost. Notifications sent
 * meanwhile are gone: the listener reads the log after `onConnected`.
 */
export class PostgresListener {
  #client: pg.Client | null = null;
  readonly #closing = new AbortController();

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly handlers: { onMessage: (payload: string) => void; onConnected: () => void },
    private readonly logger: AppLogger,
  ) {
    void this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#client?.end().catch(() => undefined);
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#listenUntilLost();
      } catch (error) {
        this.logger.warn({ err: error }, 'no notifications from the database just now; the poll goes on');
      }
      await this.#pause();
    }
  }

  /** Between two attempts; ends at once when the listener is closed. */
  async #pause(): Promise<void> {
    await setTimeout(RECONNECT_MS, undefined, { ref: false, signal: this.#closing.signal }).catch(
      () => undefined,
    );
  }

  async #listenUntilLost(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'blotter-listen',
      keepAlive: true,
    });
    const lost = new Promise<void>((resolve) => {
      client.once('end', () => {
        resolve();
      });
      client.once('error', () => {
        resolve();
      });
    });
    try {
      this.#client = client;
      await client.connect();
      client.on('notification', ({ payload }) => {
        this.handlers.onMessage(payload ?? '');
      });
      await client.query(`LISTEN ${this.channel}`);
      this.handlers.onConnected();
      await lost;
    } finally {
      this.#client = null;
      await client.end().catch(() => undefined);
    }
  }
}
