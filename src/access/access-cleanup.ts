import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { IdempotencyService } from './idempotency.service.js';
import { StreamTicketsService } from './stream-tickets.service.js';

const HOUR_MS = 3_600_000;

/** Removes expired idempotency entries and tickets at start and every hour. */
@Injectable()
export class AccessCleanup implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(AccessCleanup.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly tickets: StreamTicketsService,
  ) {}

  onApplicationBootstrap(): void {
    this.#start();
    this.#timer = setInterval(() => this.#start(), HOUR_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #start(): void {
    this.#running = this.#running.then(() => this.#clean());
  }

  async #clean(): Promise<void> {
    try {
      await this.idempotency.deleteExpired();
      await this.tickets.deleteExpired();
    } catch (error) {
      this.#logger.warn(`Cannot delete expired idempotency keys and tickets: ${String(error)}`);
    }
  }
}
