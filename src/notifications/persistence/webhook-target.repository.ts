import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/cursor.js';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { WebhookTarget } from './webhook-target.entity.js';

const targets = new Table(WebhookTarget);

/** A process that wants to deliver to a target, from now until the lease ends. */
export interface Claim {
  targetId: number;
  owner: string;
  now: Instant;
  until: Instant;
}

@Injectable()
export class WebhookTargetRepository {
  constructor(private readonly database: Database) {}

  async findById(targetId: number): Promise<WebhookTarget | null> {
    const [row] = await targets.select(this.database, 'WHERE target_id = ?', [targetId]);
    return row ?? null;
  }

  /** Targets that are delivered to, or wait for their next attempt. */
  async findOpen(): Promise<WebhookTarget[]> {
    return targets.select(this.database, "WHERE status IN ('active', 'retrying') ORDER BY target_id");
  }

  /** Newest first. `accountIds` is null for all accounts. */
  async list(
    accountIds: readonly number[] | null,
    limit: number,
    after: Cursor | null,
  ): Promise<WebhookTarget[]> {
    return this.#ofAccounts(accountIds).pageDescending({ sort: 'createdAt', key: 'targetId' }, limit, after);
  }

  async count(accountIds: readonly number[] | null): Promise<number> {
    return this.#ofAccounts(accountIds).count();
  }

  /** Exact while the account is locked. */
  async countOfAccount(tx: Tx, accountId: number): Promise<number> {
    return new Filter(sessionOf(tx), targets).equals('accountId', accountId).count();
  }

  async insert(tx: Tx, row: Omit<WebhookTarget, 'targetId'>): Promise<number> {
    const rows = [{ ...row, targetId: 0 }];
    const [targetId = 0] = await targets.insertGenerated(sessionOf(tx), rows, { key: 'targetId' });
    return targetId;
  }

  /** What the owner of the target changes; see `recordProgress` for the delivery's own columns. */
  async update(tx: Tx, targetId: number, changes: Partial<WebhookTarget>): Promise<void> {
    await targets.update(sessionOf(tx), targetId, changes);
  }

  async findForUpdate(tx: Tx, targetId: number): Promise<WebhookTarget | null> {
    const [row] = await targets.select(sessionOf(tx), 'WHERE target_id = ?', [targetId]);
    return row ?? null;
  }

  async deleteWithDeadLetters(tx: Tx, targetId: number): Promise<void> {
    // Locks the row before anything else: whoever delivers writes no further dead letter between the two deletions.
    await this.update(tx, targetId, { claimedBy: null, claimedUntil: null });
    await sessionOf(tx).query('DELETE FROM webhook_dead_letters WHERE target_id = ?', [targetId]);
    await sessionOf(tx).query('DELETE FROM webhook_targets WHERE target_id = ?', [targetId]);
  }

  /** Takes the target for one process; null when it is not due, or another process has it. */
  async claim(tx: Tx, { targetId, owner, now, until }: Claim): Promise<WebhookTarget | null> {
    const session = sessionOf(tx);
    const at = targets.value(session, 'claimedUntil', now);
    const [row] = await session.query(
      `UPDATE webhook_targets SET claimed_by = ?, claimed_until = ?
       WHERE target_id = ? AND status IN ('active', 'retrying')
         AND (next_attempt_at IS NULL OR next_attempt_at <= ?)
         AND (claimed_by IS NULL OR claimed_by = ? OR claimed_until < ?)
       RETURNING ${targets.selectList}`,
      [owner, targets.value(session, 'claimedUntil', until), targetId, at, owner, at],
    );
    return row === undefined ? null : targets.decode(session, row);
  }

  /** Writes what became of a delivery, if the target is still the owner's; says whether it was. */
  async recordProgress(
    tx: Tx,
    { targetId, owner }: Pick<Claim, 'targetId' | 'owner'>,
    changes: Partial<WebhookTarget>,
  ): Promise<boolean> {
    const session = sessionOf(tx);
    const properties = Object.keys(changes) as (keyof WebhookTarget)[];
    const assignments = properties.map((property) => `${targets.column(property)} = ?`).join(', ');
    const values = properties.map((property) => targets.value(session, property, changes[property]));
    const rows = await session.query(
      `UPDATE webhook_targets SET ${assignments} WHERE target_id = ? AND claimed_by = ? RETURNING target_id`,
      [...values, targetId, owner],
    );
    return rows.length === 1;
  }

  #ofAccounts(accountIds: readonly number[] | null): Filter<WebhookTarget> {
    return new Filter(this.database, targets).in('accountId', accountIds);
  }
}
