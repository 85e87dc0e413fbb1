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
  #isClosed = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly handlers: { onMessage: (payload: string) => void; onConnected: () => void },
    private readonly logger: AppLogger,
  ) {
    void this.#run();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#client?.end().catch(() => undefined);
  }

  async #run(): Promise<void> {
    for (;;) {
      try {
        await this.#listenUntilLost();
      } catch (error) {
        this.logger.warn({ err: error }, 'no notifications from the database just now; the poll goes on');
      }
      if (this.#isClosed) {
        return;
      }
      await setTimeout(RECONNECT_MS, undefined, { ref: false });
    }
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
      await client.connect();
      this.#client = client;
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
