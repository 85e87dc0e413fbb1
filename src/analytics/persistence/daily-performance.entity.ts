import { Entity, ForeignKey, Index } from 'typeorm';
import {
  CountColumn,
  DayColumn,
  FlagColumn,
  InstantColumn,
  JsonColumn,
  KeyColumn,
  MoneyColumn,
  NameColumn,
  RatioColumn,
  ReferenceColumn,
} from '../../database/columns.js';

/** One trading day of one account. */
@Entity('daily_performance')
@Index('uq_daily_performance_account_day', ['accountId', 'date'], { unique: true })
@Index('idx_daily_performance_date', ['date'])
export class DailyPerformance {
  @KeyColumn() dailyPerformanceId: number;
  @ForeignKey('Account', { name: 'fk_daily_performance_account' })
  @ReferenceColumn()
  accountId: number;
  @DayColumn() date: string;
  @NameColumn(10) currency: string;
  @CountColumn() totalTrades: number;
  @CountColumn() winningTrades: number;
  @CountColumn() losingTrades: number;
  @CountColumn() breakevenTrades: number;
  @MoneyColumn() grossProfit: string;
  /** Positive magnitude. */
  @MoneyColumn() grossLoss: string;
  @MoneyColumn() netProfit: string;
  @MoneyColumn() feesPaid: string;
  /** 0–1. */
  @RatioColumn({ null: true }) winRate: number | null;
  @RatioColumn({ null: true }) profitFactor: number | null;
  @MoneyColumn({ null: true }) averageWin: string | null;
  @MoneyColumn({ null: true }) averageLoss: string | null;
  @MoneyColumn({ null: true }) largestWin: string | null;
  @MoneyColumn({ null: true }) largestLoss: string | null;
  @CountColumn() maxConsecutiveWins: number;
  @CountColumn() maxConsecutiveLosses: number;
  @RatioColumn({ null: true }) averageDurationSeconds: number | null;
  @JsonColumn() symbols: string[];
  /** Sum of the day's results in R. */
  @RatioColumn() pnlR: number;
  @FlagColumn() isRedDay: boolean;
  @MoneyColumn({ null: true }) endBalance: string | null;
  @MoneyColumn({ null: true }) endEquity: string | null;
  @InstantColumn() createdAt: string;
  @InstantColumn() updatedAt: string;
}
