import type { Clock } from '../common/clock.js';
import { InvalidInputError } from '../common/errors.js';
import { type Instant, toMillis } from '../common/instant.js';

/** A reported time may lie ahead of our clock by the allowed skew and no more. */
export function assertNotInFuture(field: string, instant: Instant, clock: Clock, skewSeconds: number): void {
  if (toMillis(instant) > clock.nowMillis() + skewSeconds * 1000) {
    throw InvalidInputError.field(
      field,
      'not_in_future',
      `${field}: Expected a time not after ${clock.now()} (plus ${skewSeconds} s of clock skew), was ${instant}`,
    );
  }
}
