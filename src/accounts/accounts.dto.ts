import { ChoiceField, DecimalField, FlagField, TextField } from '../http/fields.js';
import { ACCOUNT_MODES, type AccountMode } from './account-modes.js';

const SLUG = {
  pattern: /^[a-z0-9][a-z0-9_-]*$/,
  patternHint: 'Expected lower-case letters, digits, - and _',
};
const CURRENCY = { pattern: /^[A-Z0-9]{2,10}$/, patternHint: 'Expected a currency code such as USD' };
const DAY_START = { pattern: /^([01]\d|2[0-3]):[0-5]\d$/, patternHint: 'Expected a time such as "17:00"' };

export class CreateAccountDto {
  @TextField({
    max: 64,
    ...SLUG,
    description: 'Slug by which every other request names the account',
    example: 'apex-1',
  })
  account: string;
  @TextField({ max: 120, example: 'Apex evaluation 1' }) name: string;
  @TextField({ max: 10, ...CURRENCY, example: 'USD' }) currency: string;
  @ChoiceField(ACCOUNT_MODES, {
    optional: true,
    description: 'netting (the default): one position per symbol; hedging: one per positionId',
  })
  mode?: AccountMode;
  @DecimalField({ kind: 'money', optional: true, atLeast: '0', example: '50000' }) startingBalance?: string;
  @TextField({
    max: 64,
    optional: true,
    description: 'IANA zone of the trading day; UTC by default',
    example: 'America/Chicago',
  })
  timeZone?: string;
  @TextField({
    max: 5,
    ...DAY_START,
    optional: true,
    description: 'Start of the trading day; 00:00 by default',
    example: '17:00',
  })
  dayStart?: string;
  @TextField({ max: 100, optional: true }) broker?: string;
  @TextField({ max: 100, optional: true }) server?: string;
  @TextField({ max: 64, optional: true }) accountNumber?: string;
  @TextField({ max: 40, optional: true }) platform?: string;
}

/** Mode and currency are fixed: every recorded profit depends on them. */
export class UpdateAccountDto {
  @TextField({ max: 120, optional: true }) name?: string;
  @DecimalField({ kind: 'money', optional: true, atLeast: '0' }) startingBalance?: string;
  @TextField({ max: 64, optional: true }) timeZone?: string;
  @TextField({ max: 5, ...DAY_START, optional: true }) dayStart?: string;
  @TextField({ max: 100, optional: true }) broker?: string;
  @TextField({ max: 100, optional: true }) server?: string;
  @TextField({ max: 64, optional: true }) accountNumber?: string;
  @TextField({ max: 40, optional: true }) platform?: string;
  @FlagField({
    optional: true,
    description: 'false deactivates the account, true takes it back into service',
  })
  isActive?: boolean;
}

export class AccountView {
  account: string;
  name: string;
  currency: string;
  mode: AccountMode;
  startingBalance: string | null;
  timeZone: string;
  dayStart: string;
  broker: string | null;
  server: string | null;
  accountNumber: string | null;
  platform: string | null;
  isActive: boolean;
  deactivatedAt: string | null;
  /** Number of the account's latest event. */
  eventSeq: number;
  createdAt: string;
  updatedAt: string;
}

export class AccountListView {
  items: AccountView[];
}
