import type { EventRecord } from '../persistence/event.entity.js';

/** An event as every transport carries it. The stored JSON goes out as it is: it is never parsed again. */
export function eventMessage(event: EventRecord, account: string): string {
  const head = `{"type":"${event.type}","seq":${event.seq},"account":${JSON.stringify(account)}`;
  return `${head},"timestamp":"${event.recordedAt}","data":${event.data}}`;
}

/** WebSocket close codes of the stream (4000–4999 are ours to define); docs/stream.md lists them. */
export const CLOSE = {
  unauthorized: { code: 4401, reason: 'the key is missing, unknown, revoked or may not read' },
  badTicket: {
    code: 4401,
    reason: 'the ticket is unknown, used or expired, or may not read; take a new one',
  },
  forbiddenOrigin: { code: 4403, reason: 'origin not allowed' },
  tooSlow: { code: 4408, reason: 'too slow; reconnect and resume with since' },
  tooMany: { code: 4429, reason: 'too many messages' },
  unavailable: { code: 1013, reason: 'the database does not answer just now; try again' },
  goingAway: { code: 1001, reason: 'server is stopping; reconnect and resume with since' },
} as const;
export type CloseReason = (typeof CLOSE)[keyof typeof CLOSE];
