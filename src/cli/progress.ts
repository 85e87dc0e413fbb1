const EVERY_MS = 500;

/** A line on stderr that says how far a long command is: "trades: 120,000 rows, 54,000 rows/s". */
export class Progress {
  readonly #startedAt = performance.now();
  #shownAt = this.#startedAt;

  constructor(
    private readonly what: string,
    private readonly write: (text: string) => void,
  ) {}

  /** Rewrites the line, at most twice a second. */
  show(rows: number): void {
    const now = performance.now();
    if (now - this.#shownAt >= EVERY_MS) {
      this.#shownAt = now;
      this.write(`${this.#line(rows)}\r`);
    }
  }

  end(rows: number): void {
    this.write(`${this.#line(rows)}\n`);
  }

  #line(rows: number): string {
    const seconds = Math.max(performance.now() - this.#startedAt, 1) / 1000;
    const rate = Math.round(rows / seconds);
    return `${this.what}: ${rows.toLocaleString('en')} rows, ${rate.toLocaleString('en')} rows/s`;
  }
}
