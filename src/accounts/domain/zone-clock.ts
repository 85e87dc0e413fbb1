import { DAY_MS, HOUR_MS } from '../../common/day.js';

/** A stretch of time, half-open in milliseconds, in which a zone keeps one offset (milliseconds east of UTC). */
interface OffsetSpan {
  from: number;
  to: number;
  offset: number;
}

/**
 * Time is looked at in blocks of eight days. No zone changes its clocks twice within eight days, so a block whose ends
 * have the same offset has no change, and any other block has one, found by bisection.
 */
const BLOCK_MS = 8 * DAY_MS;

interface Block {
  /** When the offset changes; Infinity when it does not. */
  changesAt: number;
  before: number;
  after: number;
  /** The clocks change in this block or changed on the day before it. */
  isUnsteady: boolean;
}

/**
 * The offsets of one zone of the IANA database. The rules come from `Intl`, which is slow (microseconds per question),
 * so each block is asked once and a rebuild of a million trades pays a map lookup per trade.
 */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #blocks = new Map<number, Block>();

  /** Throws RangeError for a zone that does not exist. */
  constructor(readonly timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  }

  /** Milliseconds east of UTC at an instant. */
  offsetAt(millis: number): number {
    const { changesAt, before, after } = this.#block(Math.floor(millis / BLOCK_MS));
    return millis < changesAt ? before : after;
  }

  /** What the wall clock shows, as if it were UTC. */
  wallOf(millis: number): number {
    return millis + this.offsetAt(millis);
  }

  /** Whether the clocks change around the instant. Where they do not, wall time only ever grows. */
  isUnsteadyAt(millis: number): boolean {
    return this.#block(Math.floor(millis / BLOCK_MS)).isUnsteady;
  }

  /**
   * The first instant at which the wall clock shows `wall` or later: the first of two where the clocks went back over it,
   * the moment of the change where they jumped over it.
   */
  firstInstantAt(wall: number): number {
    // Offsets lie within ±15 h and a bit (local mean times before the zones).
    for (const span of this.#spans(wall - 16 * HOUR_MS, wall + 16 * HOUR_MS + DAY_MS)) {
      const instant = Math.max(span.from, wall - span.offset);
      if (instant < span.to) {
        return instant;
      }
    }
    throw new Error(`Expected ${this.timeZone} to reach ${new Date(wall).toISOString()}`);
  }

  #spans(from: number, to: number): OffsetSpan[] {
    const spans: OffsetSpan[] = [];
    for (let index = Math.floor(from / BLOCK_MS); index * BLOCK_MS < to; index += 1) {
      const [start, end] = [index * BLOCK_MS, (index + 1) * BLOCK_MS];
      const { changesAt, before, after } = this.#block(index);
      const change = Math.min(changesAt, end);
      spans.push({ from: Math.max(start, from), to: change, offset: before });
      spans.push({ from: Math.max(change, from), to: end, offset: after });
    }
    return spans.filter((span) => span.from < span.to);
  }

  #block(index: number): Block {
    const known = this.#blocks.get(index);
    if (known !== undefined) {
      return known;
    }
    const block = this.#lookUp(index * BLOCK_MS, (index + 1) * BLOCK_MS);
    this.#blocks.set(index, block);
    return block;
  }

  #lookUp(start: number, end: number): Block {
    const [before, after] = [this.#ask(start), this.#ask(end)];
    if (before === after) {
      return { changesAt: Infinity, before, after, isUnsteady: this.#ask(start - DAY_MS) !== before };
    }
    let [low, high] = [start, end];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(middle) === before) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return { changesAt: high, before, after, isUnsteady: true };
  }

  #ask(millis: number): number {
    const wholeSecond = Math.floor(millis / 1000) * 1000;
    const part = Object.fromEntries(
      this.#format.formatToParts(wholeSecond).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecond;
  }
}

/** The zones of the accounts bound the map. */
const clocks = new Map<string, ZoneClock>();

export function zoneClock(timeZone: string): ZoneClock {
  const known = clocks.get(timeZone);
  if (known !== undefined) {
    return known;
  }
  const clock = new ZoneClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}
