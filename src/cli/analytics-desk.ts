import { OPERATOR } from '../access/api-keys.service.js';
import { AccountScope } from '../accounts/account-scope.js';
import { RollupAuditor } from '../analytics/rollup-auditor.js';
import { RollupFolder } from '../analytics/rollup-folder.js';
import { createApplication } from '../bootstrap.js';
import type { Config } from '../config/config.js';
import { CliFailure } from './cli-failure.js';
import type { CliIo } from './cli-io.js';

/** Differences of an account that are printed one by one. */
const MAX_PRINTED = 20;

/** The stored statistics, for an operator. */
export class AnalyticsDesk {
  private constructor(
    private readonly scope: AccountScope,
    private readonly auditor: RollupAuditor,
    private readonly folder: RollupFolder,
    private readonly io: CliIo,
  ) {}

  /** Assembles the application without a port and lends its desk. */
  static async use(config: Config, io: CliIo, work: (desk: AnalyticsDesk) => Promise<void>): Promise<void> {
    const app = await createApplication({ ...config, logLevel: 'silent' });
    const find = <T>(type: new (...parts: never[]) => T): T => app.get(type, { strict: false });
    try {
      await work(new AnalyticsDesk(find(AccountScope), find(RollupAuditor), find(RollupFolder), io));
    } finally {
      await app.close();
    }
  }

  /** Throws CliFailure on any difference. */
  async verify(slugs: readonly string[] | undefined): Promise<void> {
    let total = 0;
    for (const { account, accountId } of await this.scope.several(slugs, OPERATOR)) {
      const differences = await this.auditor.verify(accountId, (month) => {
        this.io.writeError(`${account} ${month}\n`);
      });
      for (const { period, slice, value, problem } of differences.slice(0, MAX_PRINTED)) {
        this.io.write([account, period, slice, value, problem].join('\t') + '\n');
      }
      this.io.write(`${account}: ${differences.length} differences\n`);
      total += differences.length;
    }
    if (total > 0) {
      throw new CliFailure(`${total} differences; "blotter analytics rebuild" repairs them`);
    }
  }

  async rebuild(slugs: readonly string[] | undefined): Promise<void> {
    for (const { account, accountId } of await this.scope.several(slugs, OPERATOR)) {
      let [days, trades] = [0, 0];
      await this.folder.forget(accountId);
      await this.folder.foldWithProgress(accountId, (progress) => {
        days += progress.folded;
        trades += progress.trades;
        const percent = Math.floor((days * 100) / Math.max(1, days + progress.left));
        this.io.writeError(`${account} ${percent} %, ${days} days, ${trades} trades\n`);
      });
      this.io.write(`${account}: ${days} days, ${trades} trades\n`);
    }
  }
}
