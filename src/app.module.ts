import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { AnalyticsModule } from './analytics/analytics.module.js';
import { EdgeWatchModule } from './analytics/edge-watch.module.js';
import { PerformanceModule } from './analytics/performance.module.js';
import type { Clock } from './common/clock.js';
import type { AppLogger } from './common/logger.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import type { Database } from './database/database.js';
import { EventsModule } from './events/events.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { InstrumentsModule } from './instruments/instruments.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { SystemModule } from './system/system.module.js';
import { TradingModule } from './trading/trading.module.js';

/** What the application is built from: everything that a test may replace. */
export interface AppParts {
  config: Config;
  database: Database;
  clock: Clock;
  logger: AppLogger;
}

/** The rooms of the house. */
@Module({})
export class AppModule {
  static forRoot({ config, database, clock, logger }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config, clock, logger),
        DatabaseModule.forRoot(database),
        AccessModule,
        AccountsModule,
        EventsModule,
        InstrumentsModule,
        TradingModule,
        AnalyticsModule,
        PerformanceModule,
        IntakeModule,
        EdgeWatchModule,
        ExportsModule,
        NotificationsModule,
        SystemModule,
      ],
    };
  }
}
