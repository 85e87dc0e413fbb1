import { ForbiddenError } from '../common/errors.js';
import type { Caller } from './scopes.js';

type Bound = Pick<Caller, 'accounts'>;

/** Throws `account_forbidden` when the caller's key is bound to other accounts. */
export function assertMayUse(caller: Bound, account: string): void {
  if (!mayUse(caller, account)) {
    throw new ForbiddenError('account_forbidden', `This key is not bound to account "${account}"`);
  }
}

export function mayUse(caller: Bound, account: string): boolean {
  return caller.accounts === null || caller.accounts.includes(account);
}

/** The slugs to filter a list by, or null when the caller sees every account. */
export function visibleAccounts(caller: Bound): readonly string[] | null {
  return caller.accounts;
}
