import { createHmac, randomBytes } from 'node:crypto';

const MARK = 'whsec_';

/** A new signing secret: a mark by which secret scanners find a leaked one, and 256 random bits. */
export function newSigningSecret(): string {
  return MARK + randomBytes(32).toString('base64url');
}

/**
 * `t=<unix seconds>,v1=<hex>`: HMAC-SHA-256 of "t.body", keyed with the whole secret as it was shown. The time is inside,
 * so that a recorded request cannot be sent again later.
 */
export function signatureOf(secret: string, body: string, nowMillis: number): string {
  const time = Math.floor(nowMillis / 1000);
  const digest = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return `t=${time},v1=${digest}`;
}
