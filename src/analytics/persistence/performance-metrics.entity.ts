import { Entity, ForeignKey, Index } from 'typeorm';
import {
  CountColumn,
  InstantColumn,
  KeyColumn,
  RatioColumn,
  ReferenceColumn,
} from '../../database/columns.js';

/** A stored snapshot of the metrics over a window of trades. */
@Entity('performance_metrics')
@Index('idx_performance_metrics_account_time', ['accountId', 'timestamp'])
export class PerformanceMetrics {
  @KeyColumn() metricId: number;
  /** Null for a snapshot over all accounts. */
  @ForeignKey('Account', { name: 'fk_performance_metrics_account' })
  @ReferenceColumn({ null: true })
  accountId: number | null;
  @InstantColumn() timestamp: string;
  @CountColumn() windowTrades: number;
  @RatioColumn({ null: true }) profitFactor: number | null;
  @RatioColumn({ null: true }) expectedR: number | null;
  @RatioColumn({ null: true }) winRate: number | null;
  @RatioColumn({ null: true }) winRateWilsonLb: number | null;
  @RatioColumn({ null: true }) maxDrawdownR: number | null;
  @RatioColumn({ null: true }) currentDrawdownR: number | null;
  @RatioColumn({ null: true }) costsPct: number | null;
  @CountColumn({ null: true }) totalTrades: number | null;
  @CountColumn({ null: true }) totalWins: number | null;
  @CountColumn({ null: true }) totalLosses: number | null;
  @RatioColumn({ null: true }) avgWinR: number | null;
  @RatioColumn({ null: true }) avgLossR: number | null;
}
