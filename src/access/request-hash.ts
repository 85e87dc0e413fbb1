import { createHash } from 'node:crypto';
import { BadRequestError } from '../common/errors.js';

/** Deeper bodies than any request of ours; the bound keeps the recursion below from exhausting the stack. */
const MAX_DEPTH = 64;

/** SHA-256 over method, path and body. The order of an object's members does not matter: they mean the same request. */
export function hashRequest(request: { method: string; url: string; body?: unknown }): string {
  return createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(Buffer.isBuffer(request.body) ? request.body : canonicalJson(request.body, 0))
    .digest('hex');
}

function canonicalJson(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) {
    throw new BadRequestError('malformed_request', `Expected a body of at most ${MAX_DEPTH} levels`);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return value === undefined ? '' : JSON.stringify(value);
  }
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}
