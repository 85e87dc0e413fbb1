import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppLogger } from '../common/logger.js';
import { CONFIG, type Config } from './config.js';

/** What every feature may ask for: the configuration, the time and the log. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(config: Config, clock: Clock, logger: AppLogger): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Clock, useValue: clock },
        { provide: AppLogger, useValue: logger },
      ],
      exports: [CONFIG, Clock, AppLogger],
    };
  }
}
