import { createHash, randomBytes } from 'node:crypto';

const MARK = 'blt_';
const TICKET_MARK = 'blt-ticket_';

/** A new API key: a mark by which secret scanners find a leaked one, and 256 random bits. */
export function newSecret(): string {
  return MARK + randomBytes(32).toString('base64url');
}

/** A new ticket. Its mark tells it from a key, which is not to be sent in a URL. */
export function newTicket(): string {
  return TICKET_MARK + randomBytes(32).toString('base64url');
}

/** Whether a text can be a ticket at all; anything else need not be looked up. */
export function isTicket(text: string): boolean {
  return text.length === TICKET_MARK.length + 43 && text.startsWith(TICKET_MARK);
}

/**
 * What is stored of a secret, as hex. A fast hash is enough: 256 random bits cannot be guessed. Keys are found by their
 * hash, so the time of a lookup says nothing about how much of a guess was right.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The first characters, to tell keys apart in a list. A preset secret may be short, so less of it is shown. */
export function prefixOf(secret: string): string {
  return secret.slice(0, secret.startsWith(MARK) ? 12 : 4);
}
