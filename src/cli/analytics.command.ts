import type { Command } from 'commander';
import { readConfigFor } from '../config/override.js';
import type { AnalyticsDesk } from './analytics-desk.js';
import type { CliIo } from './cli-io.js';
import { commaList, databaseUrlOption } from './options.js';

const EXAMPLES = `
Examples:
  blotter analytics verify                      compare all stored statistics with the trades; exit code 1 on a difference
  blotter analytics verify --accounts apex-1
  blotter analytics rebuild --accounts apex-1   forget the stored statistics and fold them again`;

interface AccountsOption {
  accounts?: string[];
}

export function addAnalyticsCommands(program: Command, io: CliIo): void {
  const analytics = program
    .command('analytics')
    .description('check and repair the stored statistics')
    .addOption(databaseUrlOption())
    .addHelpText('after', EXAMPLES);
  const ask = async (work: (desk: AnalyticsDesk) => Promise<void>): Promise<void> => {
    const { databaseUrl } = analytics.opts<{ databaseUrl?: string }>();
    const config = readConfigFor(databaseUrl, io.environment);
    // Loaded here, because the other commands need not wait for the whole application.
    const { AnalyticsDesk } = await import('./analytics-desk.js');
    await AnalyticsDesk.use(config, io, work);
  };
  analytics
    .command('verify')
    .description('recompute everything from the trades; fails on any difference')
    .option('--accounts <list>', 'comma-separated accounts (default: all)', commaList)
    .action(({ accounts }: AccountsOption) => ask((desk) => desk.verify(accounts)));
  analytics
    .command('rebuild')
    .description('fold everything again from the trades')
    .option('--accounts <list>', 'comma-separated accounts (default: all)', commaList)
    .action(({ accounts }: AccountsOption) => ask((desk) => desk.rebuild(accounts)));
}
