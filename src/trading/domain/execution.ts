import type { DecimalText } from '../../common/decimal.js';
import type { Instant } from '../../common/instant.js';
import type { Side } from './vocabulary.js';

/** What the position engine needs to know of a fill. */
export interface Execution {
  side: Side;
  quantity: DecimalText;
  price: DecimalText;
  occurredAt: Instant;
  /** Costs in the account's currency: positive was paid, negative was received. */
  commission: DecimalText;
  swap: DecimalText;
  fees: DecimalText;
  /** Gross profit of this execution as the broker states it, account currency. */
  realizedProfit: DecimalText | null;
  /** Account currency per unit of quote currency. */
  fxRate: DecimalText | null;
  intendedPrice: DecimalText | null;
  orderSubmittedAt: Instant | null;
}

/** What one unit of an instrument is worth, and whether its profit arises in the account's own currency. */
export interface ContractTerms {
  /** Money in the quote currency per 1.0 of price for a quantity of 1. */
  pointValue: DecimalText;
  tickSize: DecimalText;
  pipSize: DecimalText | null;
  /** True when the quote currency is the account's currency: no rate is needed. */
  sameCurrency: boolean;
}
