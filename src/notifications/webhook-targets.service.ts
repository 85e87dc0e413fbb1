import { Inject, Injectable } from '@nestjs/common';
import { AccountScope } from '../accounts/account-scope.js';
import { Clock } from '../common/clock.js';
import { ConflictError } from '../common/errors.js';
import { CONFIG, type Config } from '../config/config.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Caller } from '../http/scopes.js';
import { newSigningSecret } from './domain/signature.js';
import type { WebhookTarget } from './persistence/webhook-target.entity.js';
import { WebhookTargetRepository } from './persistence/webhook-target.repository.js';
import { assertSince, readStated } from './target-input.js';
import { targetNotFound, TargetReader } from './target-reader.js';
import { WebhookDispatcher } from './webhook-dispatcher.js';
import type {
  CreateWebhookTargetDto,
  UpdateWebhookTargetDto,
  WebhookTargetView,
  WebhookTargetWithSecretView,
} from './webhook-targets.dto.js';

const MAX_PER_ACCOUNT = 20;
const SHOWN_ONCE = 'Store this secret now: it is shown once. A lost one is replaced by rotating it.';
const SWITCHED_OFF = { status: 'disabled', statusReason: 'Switched off', nextAttemptAt: null } as const;
const FRESH_START = {
  status: 'active',
  statusReason: null,
  attempts: 0,
  nextAttemptAt: null,
  failingSince: null,
} as const;
/** Whoever delivers at present lets go before it writes again, and the target is read anew. */
const TAKEN_AWAY = { claimedBy: null, claimedUntil: null } as const;

type NewTarget = Omit<WebhookTarget, 'targetId'>;

/** Creates, changes and removes targets, and tells the dispatcher. */
@Injectable()
export class WebhookTargetsService {
  constructor(
    private readonly targets: WebhookTargetRepository,
    private readonly reader: TargetReader,
    private readonly scope: AccountScope,
    private readonly unitOfWork: UnitOfWork,
    private readonly dispatcher: WebhookDispatcher,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws `too_many_webhook_targets`. */
  async create(input: CreateWebhookTargetDto, caller: Caller): Promise<WebhookTargetWithSecretView> {
    const { accountId, account } = await this.scope.recordable(input.account, caller);
    const stated = readStated(input, this.config.webhookAllowPrivate);
    const target = await this.unitOfWork.run(accountId, async (tx) => {
      await tx.ready;
      if ((await this.targets.countOfAccount(tx, accountId)) >= MAX_PER_ACCOUNT) {
        throw new ConflictError(
          'too_many_webhook_targets',
          `Expected at most ${MAX_PER_ACCOUNT} targets per account; remove one first`,
        );
      }
      const deliveredSeq = input.since ?? tx.eventSeqAtStart;
      assertSince(deliveredSeq, tx.eventSeqAtStart);
      const row: NewTarget = { ...this.#newRow(input, accountId), ...stated, deliveredSeq };
      return { ...row, targetId: await this.targets.insert(tx, row) };
    });
    await this.dispatcher.targetsChanged();
    return this.#withSecret(target, account);
  }

  async update(targetId: number, input: UpdateWebhookTargetDto, caller: Caller): Promise<WebhookTargetView> {
    const { target: found } = await this.reader.getOrThrow(targetId, caller);
    const stated = readStated(input, this.config.webhookAllowPrivate);
    await this.unitOfWork.run(found.accountId, async (tx) => {
      await tx.ready;
      const target = await this.targets.findForUpdate(tx, targetId);
      if (target === null) {
        throw targetNotFound(targetId);
      }
      assertSince(input.since ?? 0, tx.eventSeqAtStart);
      const changes = { ...stated, ...changedDelivery(target, input), updatedAt: this.clock.now() };
      await this.targets.update(tx, targetId, changes);
    });
    await this.dispatcher.targetsChanged();
    return this.reader.get(targetId, caller);
  }

  /** The next message is signed with the new secret. */
  async rotateSecret(targetId: number, caller: Caller): Promise<WebhookTargetWithSecretView> {
    const { target, account } = await this.reader.getOrThrow(targetId, caller);
    const changes = { secret: newSigningSecret(), ...TAKEN_AWAY, updatedAt: this.clock.now() };
    await this.unitOfWork.run(target.accountId, (tx) => this.targets.update(tx, targetId, changes));
    await this.dispatcher.targetsChanged();
    return this.#withSecret({ ...target, ...changes }, account);
  }

  /** With its dead letters. */
  async remove(targetId: number, caller: Caller): Promise<void> {
    const { target } = await this.reader.getOrThrow(targetId, caller);
    await this.unitOfWork.run(target.accountId, (tx) => this.targets.deleteWithDeadLetters(tx, targetId));
    await this.dispatcher.targetsChanged();
  }

  async #withSecret(target: WebhookTarget, account: string): Promise<WebhookTargetWithSecretView> {
    const view = await this.reader.view(target, account);
    return { ...view, secret: target.secret, warning: SHOWN_ONCE };
  }

  #newRow({ active, url }: CreateWebhookTargetDto, accountId: number): NewTarget {
    const now = this.clock.now();
    return {
      ...{ accountId, url, description: null, types: null, symbols: null, secret: newSigningSecret() },
      ...{ ...FRESH_START, ...(active === false ? SWITCHED_OFF : {}) },
      ...{ deliveredSeq: 0, lastSuccessAt: null, lastStatus: null, lastError: null, lastErrorAt: null },
      ...{ ...TAKEN_AWAY, createdAt: now, updatedAt: now },
    };
  }
}

/** What a change means for the delivery. A retrying target is tried at once when what it failed at has changed. */
function changedDelivery(target: WebhookTarget, input: UpdateWebhookTargetDto): Partial<WebhookTarget> {
  const { url, types, symbols, since, active } = input;
  if ([url, types, symbols, since, active].every((value) => value === undefined)) {
    return {};
  }
  const status =
    active === false ? SWITCHED_OFF : active === true || target.status === 'retrying' ? FRESH_START : {};
  return { ...status, ...(since === undefined ? {} : { deliveredSeq: since, attempts: 0 }), ...TAKEN_AWAY };
}
