import { createHash, randomBytes } from 'node:crypto';

const MARK = 'blt_';

/** A new API key: a mark by which secret scanners find a leaked one, and 256 random bits. */
export function newSecret(): string {
  return MARK + randomBytes(32).toString('base64url');
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
