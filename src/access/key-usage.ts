import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { fromMillis } from '../common/instant.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ApiKeyRepository } from './persistence/api-key.repository.js';

const INTERVAL_MS = 60_000;

/** Records when a key was last used, at most once a minute each, behind the request's back. */
@Injectable()
export class KeyUsage implements BeforeApplicationShutdown {
  readonly #logger = new Logger(KeyUsage.name);
  readonly #notedAt = new Map<number, number>();
  readonly #writes = new Set<Promise<void>>();

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  note(keyId: number): void {
    const now = this.clock.nowMillis();
    const notedAt = this.#notedAt.get(keyId);
    if (notedAt !== undefined && Math.abs(now - notedAt) < INTERVAL_MS) {
      return;
    }
    this.#notedAt.set(keyId, now);
    const write = this.#write(keyId, now).finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.settled();
  }

  /** Never rejects: a missing time stamp is no reason to refuse a request. */
  async #write(keyId: number, usedAtMs: number): Promise<void> {
    try {
      await this.unitOfWork.run(null, (tx) => this.keys.markUsed(tx, keyId, fromMillis(usedAtMs)));
    } catch (error) {
      this.#logger.warn(`Cannot record the last use of key ${keyId}: ${String(error)}`);
    }
  }
}
