import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../common/errors.js';
import { differingFields, factsOf } from '../common/facts.js';
import { created, type Recorded, refused, repeated } from '../common/recorded.js';
import { isTimeZone } from '../common/time-zone.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { EventLog } from '../events/event-log.js';
import { assertMayUse, mayUse } from '../http/account-access.js';
import type { Caller } from '../http/scopes.js';
import { AccountDirectory } from './account-directory.js';
import { accountChange } from './account-events.js';
import type { AccountView, CreateAccountDto, UpdateAccountDto } from './accounts.dto.js';
import { Account } from './persistence/account.entity.js';
import { AccountRepository } from './persistence/account.repository.js';

const STATED = ['name', 'currency', 'mode', 'startingBalance', 'timeZone', 'dayStart'] as const;

@Injectable()
export class AccountsService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly directory: AccountDirectory,
    private readonly unitOfWork: UnitOfWork,
    private readonly eventLog: EventLog,
    private readonly clock: Clock,
  ) {}

  async openAccounts(items: CreateAccountDto[], caller: Caller): Promise<Recorded<AccountView>[]> {
    const outcomes: Recorded<AccountView>[] = [];
    for (const item of items) {
      outcomes.push(await this.#openAccount(item, caller));
    }
    return outcomes;
  }

  async list(caller: Caller): Promise<{ items: AccountView[] }> {
    const rows = await this.accounts.list();
    return { items: rows.filter((row) => mayUse(caller, row.account)).map(viewOf) };
  }

  async get(slug: string, caller: Caller): Promise<AccountView> {
    assertMayUse(caller, slug);
    const row = await this.accounts.findBySlug(slug);
    if (row === null) {
      throw new NotFoundError('account_not_found', `Account "${slug}" does not exist`);
    }
    return viewOf(row);
  }

  async update(slug: string, changes: UpdateAccountDto, caller: Caller): Promise<AccountView> {
    const { account } = await this.get(slug, caller);
    assertTimeZone(changes.timeZone);
    const { accountId } = await this.directory.getOrThrow(account);
    const row = await this.unitOfWork.run(accountId, async (tx) => {
      const before = await this.accounts.getForUpdate(tx, accountId);
      const after = { ...before, ...defined(changes), ...this.#activity(before, changes.isActive) };
      after.version = before.version + 1;
      after.updatedAt = this.clock.now();
      await this.accounts.update(tx, accountId, {
        ...defined(changes),
        ...this.#activity(before, changes.isActive),
        version: after.version,
        updatedAt: after.updatedAt,
      });
      await this.eventLog.append(tx, account, accountChange(before, after));
      return { ...after, eventSeq: tx.eventSeqAtEnd };
    });
    this.directory.forget(account);
    return viewOf(row);
  }

  async #openAccount(item: CreateAccountDto, caller: Caller): Promise<Recorded<AccountView>> {
    try {
      assertMayUse(caller, item.account);
      assertTimeZone(item.timeZone);
    } catch (error) {
      return refused(error as InvalidInputError);
    }
    const row = this.#newRow(item);
    const isNew = await this.unitOfWork.run(null, (tx) => this.accounts.insertIfNew(tx, row));
    const stored = await this.accounts.findBySlug(item.account);
    if (stored === null) {
      throw new Error(`Expected account "${item.account}" to exist`);
    }
    if (isNew) {
      this.directory.forget(item.account);
      return created(viewOf(stored));
    }
    return this.#repeatedOrConflict(stored, row);
  }

  #repeatedOrConflict(stored: Account, row: Account): Recorded<AccountView> {
    const pick = (account: Account) =>
      factsOf(Object.fromEntries(STATED.map((field) => [field, account[field]])));
    const differing = differingFields(pick(stored), pick(row));
    return differing.length === 0
      ? repeated(viewOf(stored))
      : refused(
          new ConflictError('account_exists', `Account "${row.account}" exists with different facts`, {
            extra: { differingFields: differing },
          }),
        );
  }

  #newRow(item: CreateAccountDto): Account {
    const now = this.clock.now();
    return Object.assign(new Account(), {
      account: item.account,
      name: item.name,
      currency: item.currency,
      mode: item.mode ?? 'netting',
      startingBalance: item.startingBalance ?? null,
      timeZone: item.timeZone ?? 'UTC',
      dayStart: item.dayStart ?? '00:00',
      broker: item.broker ?? null,
      server: item.server ?? null,
      accountNumber: item.accountNumber ?? null,
      platform: item.platform ?? null,
      isActive: true,
      deactivatedAt: null,
      eventSeq: 0,
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
  }

  #activity(before: Account, isActive: boolean | undefined): Partial<Account> {
    if (isActive === undefined || isActive === before.isActive) {
      return {};
    }
    return { isActive, deactivatedAt: isActive ? null : this.clock.now() };
  }
}

function defined(changes: UpdateAccountDto): Partial<Account> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function assertTimeZone(timeZone: string | undefined): void {
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw InvalidInputError.field(
      'timeZone',
      'time_zone',
      `timeZone: Expected an IANA zone such as America/Chicago, was "${timeZone}"`,
    );
  }
}

function viewOf(row: Account): AccountView {
  const { accountId: _accountId, version: _version, ...view } = row;
  return view;
}
