import { Injectable } from '@nestjs/common';
import type { Instant } from '../../common/instant.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { StreamTicket } from './stream-ticket.entity.js';

const table = new Table(StreamTicket);

@Injectable()
export class StreamTicketRepository {
  async insert(tx: Tx, ticket: StreamTicket): Promise<void> {
    await table.insert(sessionOf(tx), [ticket]);
  }

  /** Takes the ticket out of the table. Of two callers at once, in whatever process, one gets it. */
  async take(tx: Tx, secretHash: string): Promise<StreamTicket | null> {
    const session = sessionOf(tx);
    const [row] = await session.query(
      `DELETE FROM stream_tickets WHERE secret_hash = ? RETURNING ${table.selectList}`,
      [secretHash],
    );
    return row === undefined ? null : table.decode(session, row);
  }

  /** Deletes at most `limit` tickets, the oldest first; returns how many. */
  async deleteExpired(tx: Tx, now: Instant, limit: number): Promise<number> {
    const session = sessionOf(tx);
    const deleted = await session.query(
      `DELETE FROM stream_tickets WHERE secret_hash IN (
         SELECT secret_hash FROM stream_tickets WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
       ) RETURNING secret_hash`,
      [table.value(session, 'expiresAt', now), limit],
    );
    return deleted.length;
  }
}
