import { DayField, QueryListField } from '../http/fields.js';
import { FiguresView } from './performance.dto.js';

export class PortfolioQueryDto {
  @QueryListField({ optional: true, max: 64, description: 'Slugs; every account of the key by default' })
  accounts?: string[];
  @DayField({ optional: true, description: 'First trading day of each account, included' }) from?: string;
  @DayField({ optional: true, description: 'Excluded' }) to?: string;
}

export class PortfolioEquityQueryDto {
  @QueryListField({ optional: true, max: 64, description: 'Slugs; every account of the key by default' })
  accounts?: string[];
  @DayField({ optional: true, description: 'UTC date, included; 90 days before `to` by default' })
  from?: string;
  @DayField({ optional: true, description: 'UTC date, excluded; tomorrow by default. At most 400 days' })
  to?: string;
}

/** What adds up over accounts that share a currency. */
export class CurrencyTotalView {
  currency: string;
  accounts: string[];
  totalTrades: number;
  winningTrades: number;
  losingTrades: number;
  breakevenTrades: number;
  needsRateTrades: number;
  grossProfit: string;
  grossLoss: string;
  netProfit: string;
  feesPaid: string;
  winRate: number | null;
  profitFactor: number | null;
  profitFactorInfinite: boolean;
  /** Σ of the latest snapshots; null when no account has one. */
  balance: string | null;
  equity: string | null;
  /** Accounts without a snapshot: they are not in balance and equity. */
  withoutBalance: string[];
}

export class PortfolioSummaryView {
  /** One total per currency: amounts in different currencies are never added. */
  currencies: CurrencyTotalView[];
}

export class ComparedAccountView extends FiguresView {
  account: string;
  currency: string;
  tradingDays: number;
  /** Of the latest snapshot; null without one. */
  balance: string | null;
  equity: string | null;
  balanceAt: string | null;
}

export class ComparisonView {
  /** By currency, and within it the highest net first. */
  accounts: ComparedAccountView[];
}

export class PortfolioPointView {
  /** End of the UTC day. */
  time: string;
  balance: string;
  equity: string;
  /** How many accounts had reported a balance by then. */
  accounts: number;
}

export class CurrencyEquityView {
  currency: string;
  accounts: string[];
  /** From the first day with a snapshot on; each account counts with its latest one. */
  points: PortfolioPointView[];
}

export class PortfolioEquityView {
  currencies: CurrencyEquityView[];
}
