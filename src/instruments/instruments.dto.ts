import { ChoiceField, DecimalField, FlagField, NumberField, TextField } from '../http/fields.js';
import { ASSET_CLASSES, type AssetClass } from './domain/instrument-seed.js';

const CURRENCY = { pattern: /^[A-Z0-9]{2,10}$/, patternHint: 'Expected a currency code such as USD' };

export class InstrumentTermsDto {
  @TextField({ max: 200, optional: true }) description?: string;
  @TextField({ max: 40, optional: true }) exchange?: string;
  @DecimalField({ above: '0', optional: true, description: 'Smallest price step' }) tickSize?: string;
  @DecimalField({
    above: '0',
    optional: true,
    description: 'Money in the quote currency per 1.0 of price and unit',
  })
  pointValue?: string;
  @DecimalField({ above: '0', optional: true }) contractSize?: string;
  @DecimalField({ above: '0', optional: true }) pipSize?: string;
  @NumberField({ whole: true, min: 0, max: 12, optional: true }) priceDigits?: number;
  @DecimalField({ above: '0', optional: true }) minQuantity?: string;
  @DecimalField({ above: '0', optional: true }) maxQuantity?: string;
  @DecimalField({ above: '0', optional: true }) quantityStep?: string;
  @TextField({ max: 64, optional: true }) sessionTimeZone?: string;
  @TextField({ max: 60, optional: true }) tradingHours?: string;
  @TextField({ max: 60, optional: true }) sessionHours?: string;
  @DecimalField({ kind: 'money', atLeast: '0', optional: true }) dayMargin?: string;
  @DecimalField({ kind: 'money', atLeast: '0', optional: true }) overnightMargin?: string;
  @FlagField({ optional: true }) isActive?: boolean;
}

export class CreateInstrumentDto extends InstrumentTermsDto {
  @TextField({
    max: 40,
    pattern: /^[A-Z0-9][A-Z0-9._/-]*$/,
    patternHint: 'Expected capital letters and digits',
    example: 'SOLUSD',
  })
  symbol: string;
  @ChoiceField(ASSET_CLASSES) assetClass: AssetClass;
  @TextField({ max: 10, ...CURRENCY, description: 'Quote currency, in which profit arises', example: 'USD' })
  currency: string;
  @TextField({ max: 10, ...CURRENCY, optional: true }) baseCurrency?: string;
  @DecimalField({ above: '0', description: 'Smallest price step', example: '0.01' }) declare tickSize: string;
  @DecimalField({
    above: '0',
    description: 'Money in the quote currency per 1.0 of price and unit',
    example: '1',
  })
  declare pointValue: string;
}

export class InstrumentView {
  symbol: string;
  description: string;
  assetClass: AssetClass;
  category: string | null;
  exchange: string | null;
  currency: string;
  baseCurrency: string | null;
  tickSize: string;
  /** Money in `currency` per 1.0 of price for a quantity of 1. */
  pointValue: string;
  contractSize: string;
  pipSize: string | null;
  priceDigits: number;
  minQuantity: string;
  maxQuantity: string;
  quantityStep: string;
  sessionTimeZone: string;
  tradingHours: string | null;
  sessionHours: string | null;
  dayMargin: string | null;
  overnightMargin: string | null;
  isActive: boolean;
  createdAt: string;
  updatedAt: string;
}

export class InstrumentListView {
  items: InstrumentView[];
}
