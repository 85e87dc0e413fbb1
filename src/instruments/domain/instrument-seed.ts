export const ASSET_CLASSES = ['futures', 'forex', 'commodity', 'crypto', 'index', 'stock'] as const;
export type AssetClass = (typeof ASSET_CLASSES)[number];

export const INSTRUMENT_CATEGORIES = ['major', 'cross', 'exotic', 'commodity', 'crypto', 'index'] as const;
export type InstrumentCategory = (typeof INSTRUMENT_CATEGORIES)[number];

/** What an instrument starts with; every decimal is canonical text. */
export interface InstrumentSeed {
  symbol: string;
  description: string;
  assetClass: AssetClass;
  category: InstrumentCategory | null;
  exchange: string | null;
  /** The quote currency, in which P&L arises. */
  currency: string;
  baseCurrency: string | null;
  tickSize: string;
  /** Money in `currency` for a price move of 1.0 with quantity 1. */
  pointValue: string;
  /** Units of the underlying in quantity 1: ounces, barrels, base currency. */
  contractSize: string;
  pipSize: string | null;
  priceDigits: number;
  minQuantity: string;
  maxQuantity: string;
  quantityStep: string;
  sessionTimeZone: string;
  /** Hours of the whole market, in words. */
  tradingHours: string | null;
  /** Hours of the main session. */
  sessionHours: string | null;
  /** Margin in `currency` for one contract, flat before the close and held overnight. */
  dayMargin: string | null;
  overnightMargin: string | null;
}

/** The tick of a price that is quoted with a number of decimals: 5 digits are 0.00001. */
export function tickOfDigits(priceDigits: number): string {
  return priceDigits === 0 ? '1' : `0.${'1'.padStart(priceDigits, '0')}`;
}
