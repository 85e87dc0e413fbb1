import { createHash } from 'node:crypto';

/** Leaves room within the 200 characters of a natural key, for one suffix per item of an array. */
const MAX_READABLE = 150;

/** The natural key of a fact that has none of its own: `idem:<apiKeyId>:<key>`, a long key shortened to its hash. */
export function factKey(call: { apiKeyId: number; idempotencyKey: string }): string {
  const { apiKeyId, idempotencyKey: key } = call;
  const short = key.length <= MAX_READABLE ? key : `sha256-${createHash('sha256').update(key).digest('hex')}`;
  return `idem:${apiKeyId}:${short}`;
}
