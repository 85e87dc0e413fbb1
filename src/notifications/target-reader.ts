import { Injectable } from '@nestjs/common';
import { AccountScope } from '../accounts/account-scope.js';
import type { Page } from '../common/cursor.js';
import { NotFoundError } from '../common/errors.js';
import { EventLogReader } from '../events/event-log-reader.js';
import type { PageQueryDto } from '../http/page-query.dto.js';
import type { Caller } from '../http/scopes.js';
import type { WebhookTarget } from './persistence/webhook-target.entity.js';
import { WebhookTargetRepository } from './persistence/webhook-target.repository.js';
import type { WebhookTargetView } from './webhook-targets.dto.js';

export interface OwnedTarget {
  target: WebhookTarget;
  account: string;
}

/** Finds targets for a caller. A target of an account that the key may not see does not exist for it. */
@Injectable()
export class TargetReader {
  constructor(
    private readonly targets: WebhookTargetRepository,
    private readonly scope: AccountScope,
    private readonly events: EventLogReader,
  ) {}

  /** Throws `webhook_target_not_found`. */
  async getOrThrow(targetId: number, caller: Caller): Promise<OwnedTarget> {
    const [target, visible] = await Promise.all([
      this.targets.findById(targetId),
      this.scope.of(undefined, caller),
    ]);
    if (target === null || visible.accountIds?.includes(target.accountId) === false) {
      throw targetNotFound(targetId);
    }
    return { target, account: visible.slugOf(target.accountId) };
  }

  async get(targetId: number, caller: Caller): Promise<WebhookTargetView> {
    const { target, account } = await this.getOrThrow(targetId, caller);
    return this.view(target, account);
  }

  /** Newest first. */
  async list(query: PageQueryDto, caller: Caller): Promise<Page<WebhookTargetView> & { total?: number }> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const page = await this.scope.page(query, {
      read: (limit, after) => this.targets.list(accountIds, limit, after),
      count: () => this.targets.count(accountIds),
      cursorOf: (row) => ({ sort: row.createdAt, id: row.targetId }),
      view: (row) => row,
    });
    const seqs = await this.#latestSeqs(page.items);
    const items = page.items.map((row) => viewOf(row, slugOf(row.accountId), seqs.get(row.accountId)));
    return { ...page, items };
  }

  async view(target: WebhookTarget, account: string): Promise<WebhookTargetView> {
    const seqs = await this.#latestSeqs([target]);
    return viewOf(target, account, seqs.get(target.accountId));
  }

  async #latestSeqs(targets: readonly WebhookTarget[]): Promise<Map<number, number>> {
    const cursors = await this.events.cursors([...new Set(targets.map(({ accountId }) => accountId))]);
    return new Map(cursors.map(({ accountId, seq }) => [accountId, seq]));
  }
}

export function targetNotFound(targetId: number): NotFoundError {
  return new NotFoundError('webhook_target_not_found', `Webhook target ${targetId} does not exist`);
}

/** Everything but the secret and the claim. */
function viewOf(target: WebhookTarget, account: string, latestSeq = 0): WebhookTargetView {
  const { targetId, url, description, types, symbols, status, statusReason, deliveredSeq } = target;
  const { attempts, nextAttemptAt, failingSince, lastSuccessAt, lastStatus, lastError, lastErrorAt } = target;
  const { createdAt, updatedAt } = target;
  return {
    ...{ targetId, account, url, description, types, symbols, status, statusReason, deliveredSeq },
    // A delivery may be recorded between the two reads.
    pending: Math.max(0, latestSeq - deliveredSeq),
    ...{ attempts, nextAttemptAt, failingSince, lastSuccessAt, lastStatus, lastError, lastErrorAt },
    ...{ createdAt, updatedAt },
  };
}
