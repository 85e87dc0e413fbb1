import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { Clock } from '../common/clock.js';
import { addDays, type Day } from '../common/day.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { DayAggregator } from './day-aggregator.js';
import { DailyRunRepository } from './persistence/daily-run.repository.js';
import { RollupFolder } from './rollup-folder.js';

/** What the job does for one account, and how far it got. */
@Injectable()
export class DailyRuns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly folder: RollupFolder,
    private readonly aggregator: DayAggregator,
    private readonly runs: DailyRunRepository,
    private readonly clock: Clock,
  ) {}

  /** The last trading day done, by account. */
  lastDays(): Promise<Map<number, Day>> {
    return this.runs.lastDays();
  }

  /** Everything up to `day`: what changed in earlier days, and the days since the last one done. */
  async finish(account: AccountRef, day: Day, lastDone: Day | null): Promise<void> {
    await this.folder.foldDue(account.accountId);
    let next: Day | null = lastDone === null ? day : addDays(lastDone, 1);
    while (next !== null) {
      next = (await this.aggregator.aggregate(account, { first: next, last: day })).nextFrom;
    }
    const { accountId } = account;
    await this.unitOfWork.run(accountId, (tx) =>
      this.runs.save(tx, { accountId, lastDay: day, finishedAt: this.clock.now() }),
    );
  }
}
