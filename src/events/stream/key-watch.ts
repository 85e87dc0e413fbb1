import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ApiKeysService } from '../../access/api-keys.service.js';
import { AppLogger } from '../../common/logger.js';

const CHECK_MS = 5000;

/** An open stream, as far as its key is concerned. */
export interface Keyed {
  readonly keyId: number;
  /** Ends the stream: its key is no longer valid. */
  revoke(): void;
}

/** Ends the streams of a key that was revoked, here or in another process, within five seconds. */
@Injectable()
export class KeyWatch implements OnModuleDestroy {
  readonly #streams = new Set<Keyed>();
  readonly #timer = setInterval(() => {
    void this.check();
  }, CHECK_MS).unref();

  constructor(
    private readonly keys: ApiKeysService,
    private readonly logger: AppLogger,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  add(stream: Keyed): void {
    this.#streams.add(stream);
  }

  remove(stream: Keyed): void {
    this.#streams.delete(stream);
  }

  async check(): Promise<void> {
    const streams = [...this.#streams];
    try {
      const active = await this.keys.findActive([...new Set(streams.map(({ keyId }) => keyId))]);
      streams
        .filter(({ keyId }) => !active.has(keyId))
        .forEach((stream) => {
          stream.revoke();
        });
    } catch (error) {
      // A database that is away proves nothing against a key; the next check comes soon.
      this.logger.warn({ err: error }, 'cannot check the keys of open streams just now');
    }
  }
}
