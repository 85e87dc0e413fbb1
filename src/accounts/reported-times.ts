import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { assertNotInFuture } from './occurred-at.js';

/** Refuses times that have not happened yet. */
@Injectable()
export class ReportedTimes {
  constructor(
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  assert(times: Record<string, string | undefined>): void {
    for (const [field, instant] of Object.entries(times)) {
      if (instant !== undefined) {
        assertNotInFuture(field, instant, this.clock, this.config.clockSkewSeconds);
      }
    }
  }
}
