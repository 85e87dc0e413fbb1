import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { fromMillis } from '../common/instant.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Caller } from '../http/scopes.js';
import { callerOf } from './grants.js';
import { ApiKeyRepository } from './persistence/api-key.repository.js';
import { StreamTicketRepository } from './persistence/stream-ticket.repository.js';
import { hashSecret, isTicket, newTicket } from './secret.js';
import type { StreamTicketView } from './stream-tickets.dto.js';

/** Long enough to open a connection, too short for a log file or a browser's history to matter. */
const LIFE_MS = 30_000;
const BATCH = 1000;

/**
 * One-time tickets. A browser cannot send a header when it opens a stream, and a key in a URL ends up in logs; so it
 * exchanges its key for a secret that opens one stream, soon. The database is where a ticket is used up: it may be issued
 * by one process and used at another.
 */
@Injectable()
export class StreamTicketsService {
  constructor(
    private readonly tickets: StreamTicketRepository,
    private readonly keys: ApiKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async issue({ keyId }: Caller): Promise<StreamTicketView> {
    const ticket = newTicket();
    const expiresAt = fromMillis(this.clock.nowMillis() + LIFE_MS);
    const row = { secretHash: hashSecret(ticket), apiKeyId: keyId, expiresAt };
    await this.unitOfWork.run(null, (tx) => this.tickets.insert(tx, row));
    return { ticket, expiresAt };
  }

  /**
   * Uses the ticket up. The caller is its key as it is now, with its scopes and accounts; null when the ticket is unknown,
   * used or expired, or its key revoked. Those who guess learn nothing from which of them it is.
   */
  async redeem(ticket: string): Promise<Caller | null> {
    if (!isTicket(ticket)) {
      return null;
    }
    return this.unitOfWork.run(null, async (tx) => {
      const taken = await this.tickets.take(tx, hashSecret(ticket));
      if (taken === null || taken.expiresAt <= this.clock.now()) {
        return null;
      }
      const key = await this.keys.findById(tx, taken.apiKeyId);
      return key?.isActive === true ? callerOf(key) : null;
    });
  }

  /** Deletes what nobody used in time. Returns how many tickets. */
  async deleteExpired(): Promise<number> {
    const now = this.clock.now();
    let deleted = 0;
    let batch: number;
    do {
      batch = await this.unitOfWork.run(null, (tx) => this.tickets.deleteExpired(tx, now, BATCH));
      deleted += batch;
    } while (batch === BATCH);
    return deleted;
  }
}
