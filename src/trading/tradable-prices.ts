import { InvalidInputError } from '../common/errors.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';

/** Futures and spreads may trade below zero (crude oil did in 2020); currencies, coins and shares cannot. */
export function assertTradable(
  instrument: InstrumentTerms,
  prices: Record<string, string | undefined>,
): void {
  if (instrument.assetClass === 'futures') {
    return;
  }
  for (const [field, value] of Object.entries(prices)) {
    if (value !== undefined && (value.startsWith('-') || value === '0')) {
      throw InvalidInputError.field(field, 'above', `${field}: Expected a price above 0, was ${value}`);
    }
  }
}
