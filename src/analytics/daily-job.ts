import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AccountDirectory, type AccountRef } from '../accounts/account-directory.js';
import { rangeOfDay, tradingCalendar, tradingDayOf } from '../accounts/domain/trading-calendar.js';
import { Clock } from '../common/clock.js';
import { addDays, type Day } from '../common/day.js';
import { AppLogger } from '../common/logger.js';
import { Database } from '../database/database.js';
import { DailyRuns } from './daily-runs.js';

const MINUTE_MS = 60_000;
/** Wall-clock time of the job in each account's zone. */
const JOB_TIME = '00:05';

/**
 * At 00:05 of an account's zone, writes `daily_performance` of the trading day that ended. One of the processes does it.
 * The last day done is stored, so days that were missed while nothing ran are made up for at the next start.
 */
@Injectable()
export class DailyJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly accounts: AccountDirectory,
    private readonly runs: DailyRuns,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.#start();
    this.#timer = setInterval(() => {
      this.#start();
    }, MINUTE_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.settled();
  }

  /** Resolves when what was started by the clock is done. */
  settled(): Promise<void> {
    return this.#running;
  }

  /** Does what is due; returns the slugs of the accounts it did. None when another process is at it. */
  async run(): Promise<string[]> {
    const done: string[] = [];
    await this.database.runAlone('daily performance', async () => {
      const finished = await this.runs.lastDays();
      for (const account of await this.accounts.list()) {
        const lastDone = finished.get(account.accountId) ?? null;
        const day = dayDueAt(this.clock.now(), account);
        if (!this.#isStopping && (lastDone === null || day > lastDone)) {
          await this.#finish(account, { day, lastDone });
          done.push(account.account);
        }
      }
    });
    return done;
  }

  /** What fails for one account must not keep the others from theirs. */
  async #finish(account: AccountRef, { day, lastDone }: { day: Day; lastDone: Day | null }): Promise<void> {
    try {
      await this.runs.finish(account, day, lastDone);
    } catch (error) {
      const { account: slug } = account;
      this.logger.warn(
        { err: error, account: slug },
        'daily performance not written; the next minute tries again',
      );
    }
  }

  #start(): void {
    this.#running = this.#running.then(async () => {
      try {
        await this.run();
      } catch (error) {
        this.logger.warn({ err: error }, 'daily job not run; the next minute tries again');
      }
    });
  }
}

/** The trading day that was over when the account's clocks last showed 00:05. */
export function dayDueAt(now: string, account: Pick<AccountRef, 'timeZone' | 'dayStart'>): Day {
  const jobs = tradingCalendar({ timeZone: account.timeZone, dayStart: JOB_TIME });
  const jobTime = rangeOfDay(tradingDayOf(now, jobs), jobs).from;
  return addDays(tradingDayOf(jobTime, tradingCalendar(account)), -1);
}
