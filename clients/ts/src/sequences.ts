import type { Cursors } from './messages.js';

export type Verdict = 'next' | 'repeat' | 'gap';

/** How far each account has been received. */
export class Sequences {
  readonly #received = new Map<string, number>();

  /** With a filter numbers are missing by nature: only what goes back is wrong then. */
  constructor(private readonly isFiltered: boolean) {}

  get cursors(): Cursors {
    return Object.fromEntries(this.#received);
  }

  isKnown(account: string): boolean {
    return this.#received.has(account);
  }

  moveTo(account: string, seq: number): void {
    this.#received.set(account, seq);
  }

  /** Takes an event into account, unless it is a repeat or its predecessor is missing. */
  judge(account: string, seq: number): Verdict {
    const last = this.#received.get(account) ?? 0;
    if (seq <= last) {
      return 'repeat';
    }
    if (seq > last + 1 && !this.isFiltered) {
      return 'gap';
    }
    this.#received.set(account, seq);
    return 'next';
  }

  /**
   * The server stands at `seq`, said on the same connection behind everything that it sent before: with a filter the
   * events up to there were passed over; without one each of them should have arrived.
   */
  judgePosition(account: string, seq: number): Verdict {
    const last = this.#received.get(account) ?? 0;
    if (seq <= last) {
      return 'repeat';
    }
    if (!this.isFiltered) {
      return 'gap';
    }
    this.#received.set(account, seq);
    return 'next';
  }
}
