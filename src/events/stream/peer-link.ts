import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { AppLogger } from '../../common/logger.js';
import { Database, type Listener } from '../../database/database.js';
import { EventBus } from '../event-bus.js';
import { EventRepository } from '../persistence/event.repository.js';
import { StreamHub } from './stream-hub.js';

const CHANNEL = 'blotter_events';
/** Announcements are gathered for this long: a NOTIFY in every commit would serialise commits server-wide. */
const GATHER_MS = 5;
/** What is lost with a connection, the poll finds. */
const POLL_MS = 1000;
/** A NOTIFY payload has at most 8,000 bytes. */
const ACCOUNTS_PER_MESSAGE = 200;

interface Announcement {
  from: string;
  accounts: [accountId: number, seq: number][];
}

/**
 * Tells the other processes on the same Postgres how far each account has come, and hears it from them. Only numbers
 * travel; the rows are read from the log, so nothing depends on a notification arriving.
 */
@Injectable()
export class PeerLink implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #self = randomUUID();
  readonly #pending = new Map<number, number>();
  #gathering: NodeJS.Timeout | null = null;
  #poll: NodeJS.Timeout | null = null;
  #listener: Listener | null = null;
  readonly #source: Subscription;

  constructor(
    private readonly database: Database,
    private readonly hub: StreamHub,
    private readonly events: EventRepository,
    private readonly logger: AppLogger,
    bus: EventBus,
  ) {
    this.#source = bus.committed.subscribe(({ accountId, events: rows }) => {
      this.#announceSoon(accountId, rows.at(-1)?.seq ?? 0);
    });
  }

  onApplicationBootstrap(): void {
    this.#listener = this.database.listen(
      CHANNEL,
      {
        onMessage: (payload) => {
          this.#hear(payload);
        },
        onConnected: () => {
          void this.#readCursors();
        },
      },
      this.logger,
    );
    if (this.#listener !== null) {
      this.#poll = setInterval(() => {
        void this.#readCursors();
      }, POLL_MS).unref();
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.#source.unsubscribe();
    clearInterval(this.#poll ?? undefined);
    clearTimeout(this.#gathering ?? undefined);
    await this.#listener?.close();
    await this.#announce();
  }

  #announceSoon(accountId: number, seq: number): void {
    if (this.#listener === null) {
      return;
    }
    this.#pending.set(accountId, Math.max(seq, this.#pending.get(accountId) ?? 0));
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null;
      void this.#announce();
    }, GATHER_MS);
  }

  async #announce(): Promise<void> {
    const accounts = [...this.#pending];
    this.#pending.clear();
    for (let from = 0; from < accounts.length; from += ACCOUNTS_PER_MESSAGE) {
      const message: Announcement = {
        from: this.#self,
        accounts: accounts.slice(from, from + ACCOUNTS_PER_MESSAGE),
      };
      await this.database.notify(CHANNEL, JSON.stringify(message)).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'announcement not sent; the other processes poll');
      });
    }
  }

  #hear(payload: string): void {
    const { from, accounts } = JSON.parse(payload) as Announcement;
    if (from !== this.#self) {
      for (const [accountId, seq] of accounts) {
        this.hub.announce(accountId, seq);
      }
    }
  }

  async #readCursors(): Promise<void> {
    try {
      for (const { accountId, seq } of await this.events.cursors(this.hub.watchedAccounts)) {
        this.hub.announce(accountId, seq);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'event numbers not readable; the next poll tries again');
    }
  }
}
