import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { ApiKeysService } from '../../access/api-keys.service.js';
import { AppLogger } from '../../common/logger.js';
import { StreamHub } from './stream-hub.js';
import type { StreamSession } from './stream-session.js';

const CHECK_MS = 5000;

/**
 * Every open stream of this process, whatever its transport. What changes around them reaches them from here: a key that
 * was revoked ends its streams, and an account that was opened joins the streams that follow all. In this process
 * that happens at once for accounts; for keys and for what another process did, within five seconds.
 */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  readonly #sessions = new Set<StreamSession>();
  readonly #appeared: Subscription;
  readonly #timer = setInterval(() => {
    void this.check();
  }, CHECK_MS).unref();

  constructor(
    private readonly keys: ApiKeysService,
    private readonly hub: StreamHub,
    private readonly logger: AppLogger,
  ) {
    this.#appeared = hub.accountAppeared.subscribe(() => {
      void this.#unlessAway(() => this.#lookForNewAccounts());
    });
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    this.#appeared.unsubscribe();
  }

  add(session: StreamSession): void {
    this.#sessions.add(session);
  }

  remove(session: StreamSession): void {
    this.#sessions.delete(session);
  }

  async check(): Promise<void> {
    await this.#unlessAway(() => this.#endRevoked());
    await this.#unlessAway(() => this.#lookForNewAccounts());
  }

  async #endRevoked(): Promise<void> {
    const sessions = [...this.#sessions];
    const active = await this.keys.findActive([...new Set(sessions.map(({ keyId }) => keyId))]);
    for (const session of sessions.filter(({ keyId }) => !active.has(keyId))) {
      session.revoke();
    }
  }

  async #lookForNewAccounts(): Promise<void> {
    const sessions = [...this.#sessions].filter(({ followsAll }) => followsAll);
    if (sessions.length > 0) {
      const accounts = await this.hub.cursors();
      await Promise.all(sessions.map((session) => session.followNew(accounts)));
    }
  }

  /** A database that is away proves nothing; the next check comes soon. */
  async #unlessAway(check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      this.logger.warn({ err: error }, 'open streams cannot be checked just now');
    }
  }
}
