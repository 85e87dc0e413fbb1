import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { Clock, SystemClock } from './common/clock.js';
import { type Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import type { Database } from './database/database.js';
import { InstrumentsModule } from './instruments/instruments.module.js';
import { SystemModule } from './system/system.module.js';
import { TradingModule } from './trading/trading.module.js';

/** The rooms of the house. */
@Module({})
export class AppModule {
  static forRoot(config: Config, database: Database, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config, clock),
        DatabaseModule.forRoot(database),
        AccessModule,
        AccountsModule,
        InstrumentsModule,
        TradingModule,
        SystemModule,
      ],
    };
  }
}
