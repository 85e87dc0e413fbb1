export interface BackOffOptions {
  /** Upper bound of the first wait. */
  baseMs: number;
  /** No wait is longer. */
  capMs: number;
  /** 0 to 1, as Math.random. */
  random: () => number;
}

/**
 * Exponential back-off with full jitter: a wait is anywhere between 0 and the bound, which doubles with each failure.
 * A thousand clients that lost the same server therefore do not come back in the same instant.
 */
export class BackOff {
  #failures = 0;

  constructor(private readonly options: BackOffOptions) {}

  next(): number {
    const { baseMs, capMs, random } = this.options;
    const bound = Math.min(capMs, baseMs * 2 ** this.#failures);
    this.#failures += 1;
    return Math.round(random() * bound);
  }

  reset(): void {
    this.#failures = 0;
  }
}
