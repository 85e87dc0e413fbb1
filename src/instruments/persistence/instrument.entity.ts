import { Entity } from 'typeorm';
import {
  ChoiceColumn,
  CountColumn,
  FlagColumn,
  InstantColumn,
  MoneyColumn,
  NameColumn,
  PriceColumn,
  PrimaryTextColumn,
} from '../../database/columns.js';
import { ASSET_CLASSES, type AssetClass } from '../domain/instrument-seed.js';

/** What one unit of a symbol is worth and in which steps it trades. */
@Entity('instruments')
export class Instrument {
  @PrimaryTextColumn(40) symbol: string;
  @NameColumn(200) description: string;
  @ChoiceColumn(ASSET_CLASSES) assetClass: AssetClass;
  @NameColumn(20, { null: true }) category: string | null;
  @NameColumn(40, { null: true }) exchange: string | null;
  /** Quote currency: the one in which profit and loss arise. */
  @NameColumn(10) currency: string;
  @NameColumn(10, { null: true }) baseCurrency: string | null;
  @PriceColumn() tickSize: string;
  /** Money in `currency` per 1.0 of price for a quantity of 1. */
  @PriceColumn() pointValue: string;
  @PriceColumn() contractSize: string;
  @PriceColumn({ null: true }) pipSize: string | null;
  @CountColumn() priceDigits: number;
  @PriceColumn() minQuantity: string;
  @PriceColumn() maxQuantity: string;
  @PriceColumn() quantityStep: string;
  @NameColumn(64) sessionTimeZone: string;
  @NameColumn(60, { null: true }) tradingHours: string | null;
  @NameColumn(60, { null: true }) sessionHours: string | null;
  @MoneyColumn({ null: true }) dayMargin: string | null;
  @MoneyColumn({ null: true }) overnightMargin: string | null;
  @FlagColumn() isActive: boolean;
  @InstantColumn() createdAt: string;
  @InstantColumn() updatedAt: string;
}
