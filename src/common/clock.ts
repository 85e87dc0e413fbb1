import { fromMillis, type Instant } from './instant.js';

/** The only source of "now". Tests freeze it; the simulator drives it. */
export abstract class Clock {
  abstract nowMillis(): number;

  now(): Instant {
    return fromMillis(this.nowMillis());
  }
}

export class SystemClock extends Clock {
  override nowMillis(): number {
    return Date.now();
  }
}
