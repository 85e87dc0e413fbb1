import { type Caller, hasScope, type Scope } from '../http/scopes.js';
import type { ApiKey } from './persistence/api-key.entity.js';

/** What a key may do, and where. */
export interface Grant {
  scopes: readonly Scope[];
  accounts: readonly string[] | null;
}

/** Nobody hands out, or takes away, more than they hold: grantor ⊇ granted, in scopes and in accounts. */
export function covers(grantor: Pick<Caller, 'scopes' | 'accounts'>, granted: Grant): boolean {
  return (
    granted.scopes.every((scope) => hasScope(grantor, scope)) &&
    coversAccounts(grantor.accounts, granted.accounts)
  );
}

function coversAccounts(held: readonly string[] | null, granted: readonly string[] | null): boolean {
  return held === null || (granted?.every((account) => held.includes(account)) ?? false);
}

/** Whoever holds the key. */
export function callerOf({ keyId, name, scopes, accounts }: ApiKey): Caller {
  return { keyId, name, scopes, accounts };
}

/** The kind of key that must never run out. */
export function isUnboundAdmin({ scopes, accounts }: Grant): boolean {
  return accounts === null && scopes.includes('admin');
}
