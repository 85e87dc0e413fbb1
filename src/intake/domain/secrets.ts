import { type FieldError } from '../../common/errors.js';
import { type ForeignRecord, textAt } from './foreign-record.js';

export const SECRET_KEYS = ['secret', 'passphrase', 'api_token', 'token', 'key'] as const;

/** Values that open a door on the platform they were written for, even where they open none of ours. */
export const CREDENTIAL_KEYS = [...SECRET_KEYS, 'license', 'code'] as const;

/** Below this length a text is part of ordinary words, and hiding it would only garble the message. */
export const SHORTEST_REDACTED = 4;
/** Error messages quote at most this much of a value (src/common), so a longer secret would show up as its start. */
const QUOTED_LENGTH = 40;

/** The shared secret of a message. A PineConnector license serves when nothing else was sent. */
export function secretOf(record: ForeignRecord): string | null {
  return textAt(record, [...SECRET_KEYS, 'license']);
}

/** Error messages go into answers and logs; a secret that stands in the wrong field must not follow them there. */
export function withoutSecrets(errors: readonly FieldError[], record: ForeignRecord): FieldError[] {
  const secrets = CREDENTIAL_KEYS.map((key) => textAt(record, [key]))
    .filter((secret) => secret !== null)
    .flatMap((secret) => [secret, secret.slice(0, QUOTED_LENGTH)])
    .filter((secret) => secret.length >= SHORTEST_REDACTED);
  return errors.map((error) => ({ ...error, message: secrets.reduce(hide, error.message) }));
}

function hide(message: string, secret: string): string {
  return message.split(secret).join('[hidden]');
}
