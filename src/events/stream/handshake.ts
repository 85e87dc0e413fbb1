import type { IncomingMessage } from 'node:http';

/** The API key of a handshake: `X-API-Key`, or `Authorization: Bearer`. Never the URL, which ends up in logs. */
export function secretOf({ headers }: IncomingMessage): string | null {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key !== '') {
    return key;
  }
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** The one-time ticket of a handshake, for browsers: they cannot send headers. */
export function ticketOf({ url }: IncomingMessage): string | null {
  return new URLSearchParams(/\?(.*)$/s.exec(url ?? '')?.[1]).get('ticket');
}

/** Browsers send Origin: it has to be our own host or one that is allowed. Other programs send none. */
export function isAllowedOrigin({ headers }: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) {
    return true;
  }
  return allowed.includes(origin) || hostOf(origin) === host;
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
