/**
 * What many readers of the same streams received. A text is kept once per event, however many readers there are: the
 * first one to see a number provides it, the others are compared with it.
 */
export class SequenceRecord {
  readonly violations: string[] = [];
  readonly #texts = new Map<string, string[]>();

  /** Takes an event that a reader received behind number `last`. */
  take({ reader, account, seq, last, text }: Received): void {
    if (seq !== last + 1) {
      this.#violate(`${reader}: ${account} ${seq} came after ${last}`);
    }
    const texts = this.#textsOf(account);
    const known = (texts[seq] ??= text);
    if (known !== text) {
      this.#violate(`${reader}: ${account} ${seq} was ${text}, another reader saw ${known}`);
    }
  }

  /** Texts of an account's events 1..N, as they were received. */
  received(account: string): string[] {
    return this.#textsOf(account).slice(1);
  }

  #textsOf(account: string): string[] {
    const texts = this.#texts.get(account) ?? [''];
    this.#texts.set(account, texts);
    return texts;
  }

  #violate(violation: string): void {
    // A broken run breaks everywhere: the first few say what happened.
    if (this.violations.length < 20) {
      this.violations.push(violation);
    }
  }
}

export interface Received {
  reader: string;
  account: string;
  seq: number;
  last: number;
  text: string;
}
