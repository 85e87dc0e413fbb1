import type { Instant } from '../common/instant.js';
import { wants } from './domain/event-filter.js';
import type { WebhookTarget } from './persistence/webhook-target.entity.js';

type Watched = Pick<WebhookTarget, 'targetId' | 'types' | 'symbols' | 'nextAttemptAt'>;

/** The open targets by account, in memory, so that a commit costs a look-up and no query. */
export class WatchedTargets {
  #byAccount = new Map<number, Watched[]>();

  replace(targets: readonly WebhookTarget[]): void {
    this.#byAccount = new Map();
    for (const target of targets) {
      const known = this.#byAccount.get(target.accountId);
      if (known === undefined) {
        this.#byAccount.set(target.accountId, [target]);
      } else {
        known.push(target);
      }
    }
  }

  /** Targets to wake for these events. One that waits for its next attempt is left to the poll. */
  wanting(
    accountId: number,
    events: readonly { type: string; symbol: string | null }[],
    now: Instant,
  ): number[] {
    const targets = this.#byAccount.get(accountId) ?? [];
    return targets
      .filter((target) => (target.nextAttemptAt ?? '') <= now && events.some((event) => wants(target, event)))
      .map(({ targetId }) => targetId);
  }
}
