import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { toMillis } from '../common/instant.js';
import { AppLogger } from '../common/logger.js';
import { CONFIG, type Config } from '../config/config.js';
import { EventLogReader, type StoredEvent } from '../events/event-log-reader.js';
import { DeliveryLedger } from './delivery-ledger.js';
import { wants } from './domain/event-filter.js';
import type { SendOutcome } from './domain/send-outcome.js';
import { signatureOf } from './domain/signature.js';
import { judge, type Verdict } from './domain/verdict.js';
import type { WebhookTarget } from './persistence/webhook-target.entity.js';
import { WebhookSender } from './webhook-sender.js';

/** Events of one round; a target with more takes its place behind the others again. */
const PAGE = 50;
const HOUR_MS = 3_600_000;

/** One target's turn, while this process holds it. */
interface Round {
  target: WebhookTarget;
  account: string;
  /** Last event that was delivered, passed over, given up or lost. */
  passed: number;
}

/** Takes events of the log to a target, one after the other, and goes no further than the first that has to wait. */
@Injectable()
export class Courier {
  #isStopping = false;

  constructor(
    private readonly ledger: DeliveryLedger,
    private readonly events: EventLogReader,
    private readonly sender: WebhookSender,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Rounds end behind the event that they are at. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Ends the requests under way; their events are delivered again. */
  cancel(): void {
    this.sender.cancelAll();
  }

  /** Delivers what is due, up to a page. True when there is more to do at once. */
  async deliver(targetId: number): Promise<boolean> {
    const target = await this.ledger.claim(targetId);
    if (target === null) {
      return false;
    }
    // The number is read before the events: what it counts, and the log does not have, is gone.
    const [cursor] = await this.events.cursors([target.accountId]);
    if (cursor === undefined) {
      throw new Error(`Expected the account of webhook target ${targetId} to exist`);
    }
    const page = await this.events.findAfter(cursor, target.deliveredSeq, PAGE);
    const round: Round = { target, account: cursor.account, passed: target.deliveredSeq };
    const oldest = page[0]?.seq ?? cursor.seq + 1;
    if (!(await this.#noteLost(round, oldest)) || !(await this.#deliverAll(round, page))) {
      return false;
    }
    await this.ledger.release(target, round.passed);
    // Asked after the release: whoever committed before it and was refused the target relies on us to see that event.
    const next = this.#isStopping ? [] : await this.events.findAfter(cursor, round.passed, PAGE);
    return next.some((event) => wants(target, event));
  }

  async #noteLost(round: Round, oldest: number): Promise<boolean> {
    const { target, account, passed } = round;
    if (oldest <= passed + 1) {
      return true;
    }
    round.passed = oldest - 1;
    target.attempts = 0;
    this.#warn(round, `events ${passed + 1} to ${oldest - 1} of ${account} are no longer in the log`);
    return this.ledger.lost(target, passed + 1, round.passed);
  }

  /** False when the target has to wait or is no longer ours; it has been let go then. */
  async #deliverAll(round: Round, page: readonly StoredEvent[]): Promise<boolean> {
    for (const event of page) {
      if (this.#isStopping) {
        return true;
      }
      if (wants(round.target, event) && !(await this.#deliverOne(round, event))) {
        return false;
      }
      round.passed = event.seq;
    }
    return true;
  }

  async #deliverOne(round: Round, event: StoredEvent): Promise<boolean> {
    const { target } = round;
    const outcome = await this.sender.send({
      url: target.url,
      body: event.message,
      signature: signatureOf(target.secret, event.message, this.clock.nowMillis()),
      eventId: `${round.account}:${event.seq}`,
      attempt: target.attempts + 1,
    });
    const { failingSince } = target;
    const verdict = judge(outcome, {
      attempts: target.attempts + 1,
      failingSinceMillis: failingSince === null ? null : toMillis(failingSince),
      pauseAfterMs: this.config.webhookPauseAfterHours * HOUR_MS,
      nowMillis: this.clock.nowMillis(),
      random: Math.random(),
    });
    return this.#settle(round, event, { outcome, verdict });
  }

  /** Writes the verdict down; true when the next event may follow. */
  async #settle(
    round: Round,
    event: StoredEvent,
    { outcome, verdict }: { outcome: SendOutcome; verdict: Verdict },
  ): Promise<boolean> {
    const { target, passed } = round;
    switch (verdict.kind) {
      case 'delivered':
        Object.assign(target, { attempts: 0, failingSince: null });
        return this.ledger.delivered(target, event.seq, outcome);
      case 'dead': {
        this.#warn(round, `event ${event.seq} was given up`);
        const held = await this.ledger.bury(target, { ...event, outcome });
        target.attempts = 0;
        target.failingSince ??= this.clock.now();
        return held;
      }
      case 'interrupted':
        await this.ledger.release(target, passed);
        return false;
      case 'retry':
        await this.ledger.retryLater(target, passed, { outcome, delayMs: verdict.delayMs });
        return false;
      case 'gone':
        return this.#stopAt(round, { outcome, status: 'disabled', reason: 'The receiver answered 410 Gone' });
      case 'pause': {
        const reason = `Every attempt failed for ${this.config.webhookPauseAfterHours} hours`;
        return this.#stopAt(round, { outcome, status: 'paused', reason });
      }
    }
  }

  async #stopAt(
    round: Round,
    how: { outcome: SendOutcome; status: 'disabled' | 'paused'; reason: string },
  ): Promise<false> {
    this.#warn(round, `${how.status}: ${how.reason}`);
    await this.ledger.stop(round.target, round.passed, how);
    return false;
  }

  #warn({ target, account }: Round, message: string): void {
    this.logger.warn({ targetId: target.targetId, account }, `webhook target: ${message}`);
  }
}
