import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { fromMillis } from '../common/instant.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { errorOf, type SendOutcome, statusOf } from './domain/send-outcome.js';
import type { TargetStatus } from './domain/target-status.js';
import type { DeadLetter } from './persistence/dead-letter.entity.js';
import { DeadLetterRepository } from './persistence/dead-letter.repository.js';
import type { WebhookTarget } from './persistence/webhook-target.entity.js';
import { WebhookTargetRepository } from './persistence/webhook-target.repository.js';

/**
 * How long a process that died keeps a target from the others. Renewed with each event, so it covers one request (10 s)
 * with room for clocks that differ.
 */
const LEASE_MS = 30_000;

const RELEASED = { claimedBy: null, claimedUntil: null } as const;
const HEALTHY = {
  status: 'active',
  statusReason: null,
  attempts: 0,
  nextAttemptAt: null,
  failingSince: null,
} as const;

/** What was tried, for a dead letter. */
export interface FailedEvent {
  seq: number;
  type: string;
  message: string;
  outcome: SendOutcome;
}

/**
 * Writes down how far each target has come. One process at a time holds a target; every write asks whether it still does
 * and answers false when it was taken away, by an owner's change or because the lease ran out.
 */
@Injectable()
export class DeliveryLedger {
  /** This process, for as long as it runs. */
  readonly #owner = randomUUID();

  constructor(
    private readonly targets: WebhookTargetRepository,
    private readonly deadLetters: DeadLetterRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  isHeldByAnother({ claimedBy, claimedUntil }: WebhookTarget): boolean {
    return claimedBy !== null && claimedBy !== this.#owner && (claimedUntil ?? '') >= this.clock.now();
  }

  /** Takes the target; null when it is not due, or another process has it. */
  claim(targetId: number): Promise<WebhookTarget | null> {
    const claim = { targetId, owner: this.#owner, now: this.clock.now(), until: this.#leaseEnd() };
    return this.unitOfWork.run(null, (tx) => this.targets.claim(tx, claim));
  }

  /** Lets the target go, with everything up to `seq` delivered or passed over. */
  release(target: WebhookTarget, seq: number): Promise<boolean> {
    return this.#record(target, { deliveredSeq: seq, ...RELEASED });
  }

  delivered(target: WebhookTarget, seq: number, outcome: SendOutcome): Promise<boolean> {
    return this.#record(target, {
      ...HEALTHY,
      deliveredSeq: seq,
      lastSuccessAt: this.clock.now(),
      lastStatus: statusOf(outcome),
      claimedUntil: this.#leaseEnd(),
    });
  }

  /** Leaves the event that follows `passed` for a later attempt. */
  retryLater(
    target: WebhookTarget,
    passed: number,
    { outcome, delayMs }: { outcome: SendOutcome; delayMs: number },
  ): Promise<boolean> {
    return this.#record(target, {
      ...this.#failure(target, outcome),
      ...RELEASED,
      status: 'retrying',
      deliveredSeq: passed,
      attempts: target.attempts + 1,
      nextAttemptAt: fromMillis(this.clock.nowMillis() + delayMs),
    });
  }

  /** Stops delivering until the owner resumes; the event that follows `passed` stays the next one. */
  stop(
    target: WebhookTarget,
    passed: number,
    { outcome, status, reason }: { outcome: SendOutcome; status: TargetStatus; reason: string },
  ): Promise<boolean> {
    return this.#record(target, {
      ...this.#failure(target, outcome),
      ...RELEASED,
      ...{ status, statusReason: reason, deliveredSeq: passed },
      ...{ attempts: target.attempts + 1, nextAttemptAt: null },
    });
  }

  /** Gives one event up, so that the next one gets its turn. */
  bury(target: WebhookTarget, { seq, type, message, outcome }: FailedEvent): Promise<boolean> {
    const attempts = target.attempts + 1;
    const failure = this.#failure(target, outcome);
    const changes = {
      ...failure,
      ...{ deliveredSeq: seq, attempts: 0, nextAttemptAt: null },
      claimedUntil: this.#leaseEnd(),
    };
    return this.#record(target, changes, {
      ...{ firstSeq: seq, lastSeq: seq, eventType: type, message, attempts },
      ...{ lastStatus: statusOf(outcome), lastError: failure.lastError, lastAttemptAt: failure.lastErrorAt },
    });
  }

  /** Notes a range that the log no longer has. */
  lost(target: WebhookTarget, firstSeq: number, lastSeq: number): Promise<boolean> {
    const changes = { deliveredSeq: lastSeq, attempts: 0, claimedUntil: this.#leaseEnd() };
    return this.#record(target, changes, {
      ...{ firstSeq, lastSeq, eventType: null, message: null, attempts: 0 },
      ...{ lastStatus: null, lastError: 'The log no longer has these events', lastAttemptAt: null },
    });
  }

  #record(
    { targetId }: WebhookTarget,
    changes: Partial<WebhookTarget>,
    letter?: Omit<DeadLetter, 'deadLetterId' | 'targetId' | 'createdAt'>,
  ): Promise<boolean> {
    return this.unitOfWork.run(null, async (tx) => {
      const isOurs = await this.targets.recordProgress(tx, { targetId, owner: this.#owner }, changes);
      if (isOurs && letter !== undefined) {
        await this.deadLetters.insert(tx, { ...letter, targetId, createdAt: this.clock.now() });
      }
      return isOurs;
    });
  }

  #failure(target: WebhookTarget, outcome: SendOutcome) {
    const now = this.clock.now();
    return {
      failingSince: target.failingSince ?? now,
      lastStatus: statusOf(outcome),
      lastError: errorOf(outcome) ?? 'Unknown',
      lastErrorAt: now,
    };
  }

  #leaseEnd(): string {
    return fromMillis(this.clock.nowMillis() + LEASE_MS);
  }
}
