import { isRecord } from './foreign-record.js';
import { CREDENTIAL_KEYS, SHORTEST_REDACTED } from './secrets.js';

const HIDDEN = '***';
/** Platforms nest two levels deep. What lies deeper than this is dropped, so that hostile nesting exhausts no stack. */
const MAX_DEPTH = 16;

/** A WunderTrading code says what to trade; the bot id that ends it opens that bot. */
const WUNDERTRADING_CODE = /^(?:enter|exit)-(?:long|short|all)/i;
const BOT_ID = /_[0-9a-z-]{16,}$/i;
/** `secret=abc` in text; a quoted part may contain commas. */
const CREDENTIAL_PARAMETER = new RegExp(`\\b(${CREDENTIAL_KEYS.join('|')})(\\s*=)(?:"[^"]*"?|[^,"])*`, 'gi');
/** PineConnector's licence stands before the first comma. */
const LICENSE = /^[^,{]*(?=,)/;
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/**
 * The text of a message without its secrets. It is parsed and stored in this form, so that no signal, error or log
 * line can repeat one: credentials of the sender's platform go by their names, and ours wherever it stands.
 *
 * @param body text, or what a JSON body was read as
 * @param secret the API key that was presented, in the message or beside it
 */
export function redactMessage(body: unknown, secret: string): string {
  const json = typeof body === 'string' ? parseJson(body) : (body ?? '');
  return typeof json === 'string' ? redactText(json, secret) : JSON.stringify(redactValue(json, secret, 1));
}

/** Text that is not JSON stays as it is. A single JSON value is refused later, so it may pass as text as well. */
function parseJson(text: string): unknown {
  try {
    const json = JSON.parse(text.trim()) as unknown;
    return typeof json === 'object' && json !== null ? json : text;
  } catch {
    return text;
  }
}

function redactValue(value: unknown, secret: string, depth: number): unknown {
  if (typeof value === 'string') {
    return hide(value, secret);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth > MAX_DEPTH) {
    return HIDDEN;
  }
  if (!isRecord(value)) {
    return (value as unknown[]).map((item) => redactValue(item, secret, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      hide(key, secret),
      isCredential(key) ? redactCredential(member) : redactValue(member, secret, depth + 1),
    ]),
  );
}

function redactText(text: string, secret: string): string {
  const clean = hide(text.trim(), secret).replace(CONTROL_CHARACTERS, ' ');
  return WUNDERTRADING_CODE.test(clean)
    ? clean.replace(BOT_ID, `_${HIDDEN}`)
    : clean.replace(LICENSE, HIDDEN).replace(CREDENTIAL_PARAMETER, `$1$2${HIDDEN}`);
}

function isCredential(key: string): boolean {
  return (CREDENTIAL_KEYS as readonly string[]).includes(key.toLowerCase());
}

function redactCredential(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  return WUNDERTRADING_CODE.test(text) ? text.replace(BOT_ID, `_${HIDDEN}`) : HIDDEN;
}

function hide(text: string, secret: string): string {
  return secret.length < SHORTEST_REDACTED ? text : text.split(secret).join(HIDDEN);
}
