import type { MigrationInterface } from 'typeorm';
import { CreateAccountsAndAccess1795190400001 } from './1795190400001-create-accounts-and-access.js';
import { CreateTrading1795190400002 } from './1795190400002-create-trading.js';
import { CreateAnalyticsMarketRisk1795190400003 } from './1795190400003-create-analytics-market-risk.js';
import { SeedInstruments1795190400004 } from './1795190400004-seed-instruments.js';
import { CreateStreamTickets1795190400006 } from './1795190400006-create-stream-tickets.js';
import { CreateWebhookTargets1795190400020 } from './1795190400020-create-webhook-targets.js';
import { CreateRollups1795190400030 } from './1795190400030-create-rollups.js';
import { CreateDailyRuns1795190400031 } from './1795190400031-create-daily-runs.js';

/** Every migration, oldest first. `npm run db -- create NAME` adds its file here. */
export const MIGRATIONS: readonly (new () => MigrationInterface)[] = [
  CreateAccountsAndAccess1795190400001,
  CreateTrading1795190400002,
  CreateAnalyticsMarketRisk1795190400003,
  SeedInstruments1795190400004,
  CreateStreamTickets1795190400006,
  CreateWebhookTargets1795190400020,
  CreateRollups1795190400030,
  CreateDailyRuns1795190400031,
];
