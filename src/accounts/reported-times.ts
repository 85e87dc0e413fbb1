import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { InvalidInputError } from '../common/errors.js';
import { type Instant, toMillis } from '../common/instant.js';
import { CONFIG, type Config } from '../config/config.js';

/** Refuses times that have not happened yet. A reported time may lie ahead of our clock by the allowed skew. */
@Injectable()
export class ReportedTimes {
  constructor(
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `times` by field name; absent ones are passed over. */
  assert(times: Record<string, Instant | undefined>): void {
    const { clockSkewSeconds } = this.config;
    const latest = this.clock.nowMillis() + clockSkewSeconds * 1000;
    for (const [field, instant] of Object.entries(times)) {
      if (instant !== undefined && toMillis(instant) > latest) {
        throw InvalidInputError.field(
          field,
          'not_in_future',
          `${field}: Expected a time not after ${this.clock.now()} (plus ${clockSkewSeconds} s of skew), was ${instant}`,
        );
      }
    }
  }
}
