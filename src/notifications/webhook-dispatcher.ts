import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { Clock } from '../common/clock.js';
import { AppLogger } from '../common/logger.js';
import { EventBus } from '../events/event-bus.js';
import { EventLogReader } from '../events/event-log-reader.js';
import { Courier } from './courier.js';
import { DeliveryLedger } from './delivery-ledger.js';
import { WebhookTargetRepository } from './persistence/webhook-target.repository.js';
import { WatchedTargets } from './watched-targets.js';

/** Targets served at the same time. Tests and retries by hand have two further places (`DirectDelivery`). */
const MAX_ROUNDS = 6;
/** Finds what is due again, what other processes left behind, and targets that others created. */
const POLL_MS = 1000;
const SHUTDOWN_GRACE_MS = 3000;

/**
 * Decides whose turn it is. A commit wakes the targets that want one of its events; nothing is read or written for an
 * account without targets. Which process delivers is settled by the claim on the target's row.
 */
@Injectable()
export class WebhookDispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #watched = new WatchedTargets();
  /** In order of arrival. */
  readonly #waiting = new Set<number>();
  readonly #running = new Map<number, Promise<void>>();
  #source: Subscription | null = null;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | null = null;
  #isStopping = false;

  constructor(
    private readonly targets: WebhookTargetRepository,
    private readonly events: EventLogReader,
    private readonly bus: EventBus,
    private readonly courier: Courier,
    private readonly ledger: DeliveryLedger,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.#source = this.bus.committed.subscribe(({ accountId, events }) => {
      this.#watched.wanting(accountId, events, this.clock.now()).forEach((targetId) => {
        this.wake(targetId);
      });
    });
    this.#timer = setInterval(() => void this.poll(), POLL_MS).unref();
    void this.poll();
  }

  /** Lets requests under way end, within bounds; what is left is delivered by another process or after the start. */
  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    this.#source?.unsubscribe();
    clearInterval(this.#timer);
    this.#waiting.clear();
    this.courier.stop();
    const impatience = setTimeout(() => {
      this.courier.cancel();
    }, SHUTDOWN_GRACE_MS);
    await this.#polling;
    await this.settled();
    clearTimeout(impatience);
  }

  wake(targetId: number): void {
    if (!this.#isStopping) {
      this.#waiting.add(targetId);
      this.#pump();
    }
  }

  /** Learns which targets there are and wakes those that are due. One at a time; never fails. */
  poll(): Promise<void> {
    this.#polling ??= this.#readTargets().finally(() => {
      this.#polling = null;
    });
    return this.#polling;
  }

  /** A target was created, changed or removed: a poll that began before may not have seen it. */
  async targetsChanged(): Promise<void> {
    await this.#polling;
    await this.poll();
  }

  /** Resolves when no target is being served or waits for its turn. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running.values());
    }
  }

  #pump(): void {
    for (const targetId of this.#waiting) {
      if (this.#running.size >= MAX_ROUNDS) {
        return;
      }
      // A target that is being served has its turn again afterwards: it may have read the log before this event.
      if (!this.#running.has(targetId)) {
        this.#waiting.delete(targetId);
        this.#running.set(targetId, this.#serve(targetId));
      }
    }
  }

  async #serve(targetId: number): Promise<void> {
    let hasMore = false;
    try {
      hasMore = await this.courier.deliver(targetId);
    } catch (error) {
      // The poll comes back to it; the cursor says where to go on.
      this.logger.warn({ err: error, targetId }, 'webhook target not served just now');
    }
    this.#running.delete(targetId);
    if (hasMore) {
      this.wake(targetId);
    }
    this.#pump();
  }

  async #readTargets(): Promise<void> {
    try {
      const open = await this.targets.findOpen();
      this.#watched.replace(open);
      const cursors = await this.events.cursors([...new Set(open.map(({ accountId }) => accountId))]);
      const seqs = new Map(cursors.map(({ accountId, seq }) => [accountId, seq]));
      const now = this.clock.now();
      for (const target of open) {
        const isBehind = (seqs.get(target.accountId) ?? 0) > target.deliveredSeq;
        const isDue = (target.nextAttemptAt ?? '') <= now && !this.ledger.isHeldByAnother(target);
        if (isBehind && isDue) {
          this.wake(target.targetId);
        }
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'webhook targets not readable; the next poll tries again');
    }
  }
}
