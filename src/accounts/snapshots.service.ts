import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Page } from '../common/cursor.js';
import { Decimal, toMoney, ZERO } from '../common/decimal.js';
import { NotFoundError } from '../common/errors.js';
import { differingFields, type Facts, factsOf } from '../common/facts.js';
import { created, type Recorded } from '../common/recorded.js';
import { repeatOrConflict } from '../common/repeat.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { EventLog } from '../events/event-log.js';
import type { Caller } from '../http/scopes.js';
import type { AccountRef } from './account-directory.js';
import { AccountScope } from './account-scope.js';
import { ReportedTimes } from './reported-times.js';
import { AccountSnapshot } from './persistence/account-snapshot.entity.js';
import { AccountSnapshotRepository } from './persistence/account-snapshot.repository.js';
import { recordPerAccount } from './record-per-account.js';
import type { CreateSnapshotDto, SnapshotQueryDto, SnapshotView } from './snapshots.dto.js';

/** The columns behind a snapshot's view. */
const VIEW_COLUMNS = [
  ...(['snapshotId', 'accountId', 'clientSnapshotId', 'accountNumber', 'server', 'broker'] as const),
  ...(['balance', 'equity', 'profit', 'margin', 'marginFree', 'marginLevel', 'openPositions'] as const),
  ...(['totalVolume', 'snapshotTime', 'recordedAt'] as const),
] as const;

interface PreparedSnapshot {
  row: Omit<AccountSnapshot, 'snapshotId'>;
  facts: Facts;
}

@Injectable()
export class SnapshotsService {
  constructor(
    private readonly snapshots: AccountSnapshotRepository,
    private readonly scope: AccountScope,
    private readonly unitOfWork: UnitOfWork,
    private readonly eventLog: EventLog,
    private readonly clock: Clock,
    private readonly times: ReportedTimes,
  ) {}

  /** Records snapshots, of one account or several; one outcome per item in order. */
  recordSnapshots(items: CreateSnapshotDto[], caller: Caller): Promise<Recorded<SnapshotView>[]> {
    return recordPerAccount(items, {
      prepare: (item) => this.#prepare(item, caller),
      submit: (account, prepared) => this.#record(account, prepared),
    });
  }

  /** Newest first. */
  async list(query: SnapshotQueryDto, caller: Caller): Promise<Page<SnapshotView> & { total?: number }> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const filter = { ...query, accountIds };
    return this.scope.page(query, {
      read: (limit, after) => this.snapshots.list(filter, limit, after),
      count: () => this.snapshots.count(filter),
      cursorOf: (row) => ({ sort: row.snapshotTime, id: row.snapshotId }),
      view: (row) => viewOf(row, slugOf(row.accountId)),
    });
  }

  /** Every matching snapshot in pages, newest first, for exports; what the caller may not see is refused before the first. */
  async streamPages(
    query: Omit<SnapshotQueryDto, 'limit' | 'cursor' | 'total'>,
    caller: Caller,
  ): Promise<AsyncGenerator<SnapshotView[], void>> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const pages = this.snapshots.streamPages({ ...query, accountIds }, VIEW_COLUMNS);
    return (async function* () {
      for await (const page of pages) {
        yield page.map(({ accountId, ...row }) => ({ ...row, account: slugOf(accountId) }));
      }
    })();
  }

  async latest(account: string, caller: Caller): Promise<SnapshotView> {
    const [latest] = (await this.list({ account, limit: 1 }, caller)).items;
    if (latest === undefined) {
      throw new NotFoundError('snapshot_not_found', `Account "${account}" has no snapshots`);
    }
    return latest;
  }

  #record(account: AccountRef, items: PreparedSnapshot[]): Promise<Recorded<SnapshotView>[]> {
    return this.unitOfWork.run(account.accountId, async (tx) => {
      const ids = [...new Set(items.map(({ row }) => row.clientSnapshotId))];
      const [known, keys] = await Promise.all([
        this.snapshots.findByClientIds(tx, account.accountId, ids),
        this.snapshots.takeKeys(tx, items.length),
      ]);
      const byClientId = new Map(known.map((row) => [row.clientSnapshotId, row]));
      const fresh: AccountSnapshot[] = [];
      const outcomes = items.map(({ row, facts }) => {
        const first = byClientId.get(row.clientSnapshotId);
        if (first !== undefined) {
          return repeat(first, facts, account.account);
        }
        const stored: AccountSnapshot = { ...row, snapshotId: keys.splice(0, 1)[0] ?? 0 };
        byClientId.set(stored.clientSnapshotId, stored);
        fresh.push(stored);
        return created(viewOf(stored, account.account));
      });
      this.snapshots.insert(tx, fresh);
      const events = fresh.map((row) => ({
        type: 'account_snapshot' as const,
        symbol: null,
        data: { snapshot: viewOf(row, account.account) },
      }));
      await this.eventLog.append(tx, account.account, events);
      return outcomes;
    });
  }

  async #prepare(
    dto: CreateSnapshotDto,
    caller: Caller,
  ): Promise<{ account: AccountRef; prepared: PreparedSnapshot }> {
    const account = await this.scope.recordable(dto.account, caller);
    const now = this.clock.now();
    const snapshotTime = dto.snapshotTime ?? now;
    this.times.assert({ snapshotTime });
    const facts = factsOf(dto, ['account']);
    const row: Omit<AccountSnapshot, 'snapshotId'> = {
      accountId: account.accountId,
      clientSnapshotId: dto.clientSnapshotId ?? dto.snapshotTime ?? randomUUID(),
      accountNumber: dto.accountNumber ?? null,
      server: dto.server ?? null,
      broker: dto.broker ?? null,
      balance: dto.balance,
      equity: dto.equity,
      profit: dto.profit ?? toMoney(new Decimal(dto.equity).minus(dto.balance)),
      margin: dto.margin ?? null,
      marginFree: dto.marginFree ?? null,
      marginLevel: dto.marginLevel ?? marginLevel(dto.equity, dto.margin),
      openPositions: dto.openPositions ?? null,
      totalVolume: dto.totalVolume ?? null,
      snapshotTime,
      recordedAt: now,
      facts,
    };
    return { account, prepared: { row, facts } };
  }
}

/** Equity ÷ margin × 100; null without margin in use. */
function marginLevel(equity: string, margin: string | undefined): number | null {
  const used = margin === undefined ? ZERO : new Decimal(margin);
  return used.isZero() ? null : new Decimal(equity).div(used).times(100).toNumber();
}

function repeat(first: AccountSnapshot, facts: Facts, account: string): Recorded<SnapshotView> {
  return repeatOrConflict({
    code: 'snapshot_conflict',
    name: `Snapshot "${first.clientSnapshotId}"`,
    key: { snapshotId: first.snapshotId },
    differing: differingFields(first.facts, facts),
    view: () => viewOf(first, account),
  });
}

function viewOf(row: AccountSnapshot, account: string): SnapshotView {
  const { accountId: _accountId, facts: _facts, ...view } = row;
  return { ...view, account };
}
