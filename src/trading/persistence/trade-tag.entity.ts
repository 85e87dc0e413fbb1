import { Entity, ForeignKey, Index } from 'typeorm';
import { PrimaryIdColumn, PrimaryTextColumn } from '../../database/columns.js';

/** Index of `trades.tags`, so that a filter by tag does not scan. */
@Entity('trade_tags')
@Index('idx_trade_tags_tag', ['tag', 'tradeId'])
export class TradeTag {
  @ForeignKey('Trade', { name: 'fk_trade_tags_trade' })
  @PrimaryIdColumn()
  tradeId: number;
  @PrimaryTextColumn(60) tag: string;
}
