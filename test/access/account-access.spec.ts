import { expect, it } from '@jest/globals';
import { assertMayUse, mayUse, visibleAccounts } from '../../src/http/account-access.js';

const BOUND = { accounts: ['apex-1', 'ftmo'] };
const UNBOUND = { accounts: null };

it('lets a key that is bound to no account use every account', () => {
  expect(mayUse(UNBOUND, 'anything')).toBe(true);
  expect(visibleAccounts(UNBOUND)).toBeNull();
});

it('keeps a bound key to its accounts', () => {
  expect(() => assertMayUse(BOUND, 'ftmo')).not.toThrow();
  expect(() => assertMayUse(BOUND, 'apex-2')).toThrow(
    expect.objectContaining({ status: 403, code: 'account_forbidden' }),
  );
  expect(visibleAccounts(BOUND)).toEqual(['apex-1', 'ftmo']);
});
