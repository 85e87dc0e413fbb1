import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { fromMillis, type Instant } from '../common/instant.js';
import { AppLogger } from '../common/logger.js';
import { CONFIG, type Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type AccountCursor, EventRepository } from './persistence/event.repository.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Rows per transaction: few enough that writers do not notice. */
const BATCH = 1000;

/**
 * Deletes events that are older than the retention, at start and every hour, in one of the processes. What is left of an
 * account's log has no holes and always has the newest event, so a reader can tell from the first one whether it missed any.
 */
@Injectable()
export class EventRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(
    private readonly events: EventRepository,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.#start();
    this.#timer = setInterval(() => {
      this.#start();
    }, HOUR_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Returns how many events; none when another process is at it. */
  async deleteExpired(): Promise<number> {
    const { eventRetentionDays } = this.config;
    if (eventRetentionDays === 0) {
      return 0;
    }
    const cutoff = fromMillis(this.clock.nowMillis() - eventRetentionDays * DAY_MS);
    let deleted = 0;
    await this.database.runAlone('event retention', async () => {
      for (const account of await this.events.cursors()) {
        deleted += await this.#trim(account, cutoff);
      }
    });
    return deleted;
  }

  async #trim({ accountId, seq }: AccountCursor, recordedBefore: Instant): Promise<number> {
    let deleted = 0;
    let batch = BATCH;
    while (batch === BATCH && !this.#isStopping) {
      batch = await this.unitOfWork.run(null, (tx) =>
        this.events.deleteFirst(tx, accountId, { recordedBefore, before: seq, limit: BATCH }),
      );
      deleted += batch;
    }
    return deleted;
  }

  #start(): void {
    this.#running = this.#running.then(async () => {
      try {
        await this.deleteExpired();
      } catch (error) {
        this.logger.warn({ err: error }, 'old events not deleted; the next hour tries again');
      }
    });
  }
}
