import { Entity, Index } from 'typeorm';
import {
  ChoiceColumn,
  InstantColumn,
  KeyColumn,
  NameColumn,
  PriceColumn,
  RatioColumn,
} from '../../database/columns.js';
import { REGIMES, type Regime } from '../../common/regimes.js';

/** One bar of one symbol and timeframe. */
@Entity('market_data')
@Index('idx_market_data_timestamp', ['timestamp', 'symbol', 'timeframe'], { unique: true })
@Index('idx_market_data_series', ['symbol', 'timeframe', 'timestamp'])
export class MarketData {
  @KeyColumn() barId: number;
  @InstantColumn() timestamp: string;
  @NameColumn(40) symbol: string;
  @NameColumn(10) timeframe: string;
  @PriceColumn() openPrice: string;
  @PriceColumn() highPrice: string;
  @PriceColumn() lowPrice: string;
  @PriceColumn() closePrice: string;
  @PriceColumn() volume: string;
  @PriceColumn({ null: true }) vwap: string | null;
  @RatioColumn({ null: true }) adx: number | null;
  @PriceColumn({ null: true }) atr: string | null;
  @ChoiceColumn(REGIMES, { null: true }) regime: Regime | null;
}
