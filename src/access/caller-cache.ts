import type { Clock } from '../common/clock.js';
import type { Caller } from '../http/scopes.js';

/** A key revoked in another process stops working here after at most this time. */
const FRESH_MS = 2000;

interface Entry {
  caller: Caller;
  readAt: number;
}

/**
 * Remembers callers by the hash of their secret, and reads each hash once at a time. Unknown secrets are not
 * remembered: only existing keys take up room, and a new key works at once.
 */
export class CallerCache {
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<Caller | null>>();

  constructor(
    private readonly clock: Clock,
    private readonly read: (secretHash: string) => Promise<Caller | null>,
  ) {}

  get(secretHash: string): Caller | Promise<Caller | null> {
    const entry = this.#entries.get(secretHash);
    if (entry !== undefined && this.#isFresh(entry)) {
      return entry.caller;
    }
    return this.#reading.get(secretHash) ?? this.#refresh(secretHash);
  }

  /** Forgets everything, lookups under way included: their answers may be older than a revocation. */
  clear(): void {
    this.#entries.clear();
    this.#reading.clear();
  }

  /** A clock that was set back must not keep an entry alive. */
  #isFresh(entry: Entry): boolean {
    const ageMs = this.clock.nowMillis() - entry.readAt;
    return ageMs >= 0 && ageMs < FRESH_MS;
  }

  #refresh(secretHash: string): Promise<Caller | null> {
    // The age counts from before the lookup: the row may be revoked while its answer travels.
    const readAt = this.clock.nowMillis();
    const reading = this.read(secretHash).then(
      (caller) => {
        if (this.#settle(secretHash, reading) && caller !== null) {
          this.#entries.set(secretHash, { caller, readAt });
        }
        return caller;
      },
      (error: unknown) => {
        this.#settle(secretHash, reading);
        throw error;
      },
    );
    this.#reading.set(secretHash, reading);
    return reading;
  }

  /** False when the lookup was forgotten meanwhile. */
  #settle(secretHash: string, reading: Promise<Caller | null>): boolean {
    if (this.#reading.get(secretHash) !== reading) {
      return false;
    }
    this.#reading.delete(secretHash);
    this.#entries.delete(secretHash);
    return true;
  }
}
