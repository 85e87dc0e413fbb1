import { ForbiddenError, InvalidInputError } from '../../common/errors.js';
import { mayUse } from '../../http/account-access.js';
import type { Caller } from '../../http/scopes.js';
import type { AccountCursor } from '../persistence/event.repository.js';

/** The accounts that a reader asked for, null for all it may see. Throws `account_forbidden` or `validation_failed`. */
export function chooseAccounts(
  visible: AccountCursor[],
  asked: readonly string[] | null,
  caller: Caller,
): AccountCursor[] {
  if (asked === null) {
    return visible;
  }
  const bySlug = new Map(visible.map((account) => [account.account, account]));
  return asked.map((slug) => {
    const account = bySlug.get(slug);
    if (account !== undefined) {
      return account;
    }
    throw mayUse(caller, slug)
      ? InvalidInputError.field(
          'accounts',
          'unknown_account',
          `accounts: Expected an existing account, was "${slug}"`,
        )
      : new ForbiddenError('account_forbidden', `This key is not bound to account "${slug}"`);
  });
}

/** A number from the future would wait for ever; it belongs to another database. */
export function assertReached(chosen: readonly AccountCursor[], since: ReadonlyMap<string, number>): void {
  for (const { account, seq } of chosen) {
    const asked = since.get(account);
    if (asked !== undefined && asked > seq) {
      throw InvalidInputError.field(
        'since',
        'since',
        `since: Expected at most ${seq} for "${account}", was ${asked}`,
      );
    }
  }
}
