import { Entity, ForeignKey, Index } from 'typeorm';
import { GEARS, REGIMES, type Gear, type Regime } from '../../common/regimes.js';
import {
  ChoiceColumn,
  CountColumn,
  FlagColumn,
  InstantColumn,
  isPresent,
  JsonColumn,
  KeyColumn,
  MoneyColumn,
  NameColumn,
  PriceColumn,
  RatioColumn,
  ReferenceColumn,
  TextColumn,
} from '../../database/columns.js';
import {
  DIRECTIONS,
  TRADE_ORIGINS,
  TRADE_STATUSES,
  WIN_LOSS,
  type Direction,
  type TradeOrigin,
  type TradeStatus,
  type WinLoss,
} from '../domain/vocabulary.js';

/**
 * One round trip, from the first entry to flat: the union of both predecessors' trade tables.
 *
 * The indexes named `idx_trades_*` are the promised ones (spec 1.7, 5.2). Those that serve lists end in
 * (entry_time, trade_id), so that a filtered page is read in order without a sort.
 */
@Entity('trades')
@Index('uq_trades_client_trade_id', ['accountId', 'clientTradeId'], {
  where: isPresent('client_trade_id'),
  unique: true,
})
@Index('uq_trades_ticket', ['accountId', 'ticket'], { where: isPresent('ticket'), unique: true })
@Index('idx_trades_account_entry', ['accountId', 'entryTime', 'tradeId'])
@Index('idx_trades_account_exit', ['accountId', 'exitTime', 'tradeId'], { where: isPresent('exit_time') })
@Index('idx_trades_book', ['accountId', 'symbol', 'bookKey', 'entryTime', 'tradeId'])
@Index('idx_trades_timestamp_entry', ['entryTime', 'tradeId'])
@Index('idx_trades_timestamp_exit', ['exitTime', 'tradeId'], { where: isPresent('exit_time') })
@Index('idx_trades_strategy', ['strategy', 'entryTime', 'tradeId'])
@Index('idx_trades_regime', ['regimeAtEntry', 'entryTime', 'tradeId'], {
  where: isPresent('regime_at_entry'),
})
@Index('idx_trades_symbol', ['symbol', 'entryTime', 'tradeId'])
@Index('idx_trades_win_loss', ['winLoss', 'entryTime', 'tradeId'], { where: isPresent('win_loss') })
@Index('idx_trades_exit_reason', ['exitReason', 'entryTime', 'tradeId'], { where: isPresent('exit_reason') })
@Index('idx_trades_strategy_regime', ['strategy', 'regimeAtEntry', 'entryTime', 'tradeId'], {
  where: isPresent('regime_at_entry'),
})
@Index('idx_trades_status', ['status', 'entryTime', 'tradeId'])
@Index('idx_trades_gear_at_entry', ['gearAtEntry'], { where: isPresent('gear_at_entry') })
@Index('idx_trades_gear_at_exit', ['gearAtExit'], { where: isPresent('gear_at_exit') })
@Index('idx_trades_gear_regime', ['gearAtEntry', 'regimeAtEntry'], { where: isPresent('gear_at_entry') })
@Index('idx_trades_gear_win_loss', ['gearAtEntry', 'winLoss'], { where: isPresent('gear_at_entry') })
export class Trade {
  @KeyColumn() tradeId: number;
  @ForeignKey('Account', { name: 'fk_trades_account' })
  @ReferenceColumn()
  accountId: number;
  @ChoiceColumn(TRADE_ORIGINS) origin: TradeOrigin;
  @ChoiceColumn(TRADE_STATUSES) status: TradeStatus;
  @NameColumn(40) symbol: string;
  /** The position book that the trade's fills form: the position id on a hedging account, '' on a netting one. */
  @NameColumn(100) bookKey: string;
  @ChoiceColumn(DIRECTIONS) direction: Direction;

  // Identity
  @NameColumn(200, { null: true }) clientTradeId: string | null;
  @NameColumn(100, { null: true }) ticket: string | null;
  @NameColumn(100, { null: true }) positionId: string | null;
  @NameColumn(200, { null: true }) clientOrderId: string | null;
  @NameColumn(200, { null: true }) venueOrderId: string | null;
  @ReferenceColumn({ null: true }) magicNumber: number | null;

  // Plan
  @NameColumn(100, { null: true }) strategy: string | null;
  @NameColumn(20, { null: true }) timeframe: string | null;
  /** The stop in force; stop moves change it and are kept in trade_changes. */
  @PriceColumn({ null: true }) stopLoss: string | null;
  @PriceColumn({ null: true }) takeProfit: string | null;
  /** The first stop ever stated: it defines 1 R and never changes. */
  @PriceColumn({ null: true }) initialStopLoss: string | null;
  @PriceColumn({ null: true }) initialTakeProfit: string | null;
  /** 1 R in the account's currency, frozen at the first exit. */
  @MoneyColumn({ null: true }) initialRiskAmount: string | null;
  @RatioColumn({ null: true }) riskRewardRatio: number | null;
  @PriceColumn({ null: true }) stopDistancePoints: string | null;

  // Execution
  @PriceColumn() quantity: string;
  @PriceColumn() openQuantity: string;
  @InstantColumn() entryTime: string;
  @InstantColumn({ null: true }) exitTime: string | null;
  /** Average of all entry fills. */
  @PriceColumn({ null: true }) entryPrice: string | null;
  /** Average of all exit fills. */
  @PriceColumn({ null: true }) exitPrice: string | null;
  @NameColumn(20, { null: true }) orderTypeEntry: string | null;
  @NameColumn(20, { null: true }) orderTypeExit: string | null;
  @RatioColumn({ null: true }) entryExecutionLatencyMs: number | null;
  @RatioColumn({ null: true }) exitExecutionLatencyMs: number | null;
  /** Against the intended price; adverse is positive. */
  @PriceColumn({ null: true }) entrySlippageTicks: string | null;
  @PriceColumn({ null: true }) exitSlippageTicks: string | null;
  @RatioColumn({ null: true }) executionQualityScore: number | null;

  // Outcome, in the account's currency
  @NameColumn(10) currency: string;
  @NameColumn(40, { null: true }) exitReason: string | null;
  @MoneyColumn({ null: true }) plAmountGross: string | null;
  @MoneyColumn({ null: true }) plAmountNet: string | null;
  /** Net ÷ equity at entry × 100; 0 when the equity is unknown. */
  @RatioColumn({ null: true }) plPercentage: number | null;
  @RatioColumn({ null: true }) resultR: number | null;
  @MoneyColumn() feesPaid: string;
  @MoneyColumn() commission: string;
  @MoneyColumn() swap: string;
  @ChoiceColumn(WIN_LOSS, { null: true }) winLoss: WinLoss | null;
  @PriceColumn({ null: true }) pips: string | null;
  @RatioColumn({ null: true }) holdingDurationMinutes: number | null;
  @RatioColumn({ null: true }) durationSeconds: number | null;
  @PriceColumn({ null: true }) mae: string | null;
  @PriceColumn({ null: true }) mfe: string | null;
  /** Gross profit as the broker states it, kept beside our own. */
  @MoneyColumn({ null: true }) brokerProfit: string | null;
  /** Broker-stated minus own gross profit. */
  @MoneyColumn({ null: true }) profitDifference: string | null;
  /** The two differ by more than a cent. */
  @FlagColumn() profitMismatch: boolean;
  /** The profit could not be converted to the account's currency yet; sums leave the trade out. */
  @FlagColumn() needsRate: boolean;
  /** Account currency per unit of quote currency, when stated for the whole trade. */
  @PriceColumn({ null: true }) fxRate: string | null;

  // Context at entry
  @MoneyColumn({ null: true }) portfolioEquityAtEntry: string | null;
  @ChoiceColumn(REGIMES, { null: true }) regimeAtEntry: Regime | null;
  @ChoiceColumn(GEARS, { null: true }) gearAtEntry: Gear | null;
  @ChoiceColumn(GEARS, { null: true }) gearAtExit: Gear | null;
  @TextColumn({ null: true }) gearShiftReasonEntry: string | null;
  @PriceColumn({ null: true }) volatilityAtEntry: string | null;
  @PriceColumn({ null: true }) volumeAtEntry: string | null;
  @PriceColumn({ null: true }) vwapAtEntry: string | null;
  @RatioColumn({ null: true }) entryVwapDistancePct: number | null;
  @RatioColumn({ null: true }) vwapSlopeAtEntry: number | null;
  @RatioColumn({ null: true }) entryMinusVwapTicks: number | null;
  @NameColumn(40, { null: true }) vwapFilterStatus: string | null;
  @RatioColumn({ null: true }) adxAtEntry: number | null;
  @CountColumn({ null: true }) technicalSignalsConfluence: number | null;
  @RatioColumn({ null: true }) strategyConfidenceScore: number | null;
  @RatioColumn({ null: true }) tradeSuccessProbability: number | null;
  @RatioColumn({ null: true }) tfAlignmentScore: number | null;
  @JsonColumn({ null: true }) conflictingTimeframes: string[] | null;
  @RatioColumn({ null: true }) spreadTicksAtEntry: number | null;
  @RatioColumn({ null: true }) liquidityQualityScore: number | null;
  @MoneyColumn({ null: true }) dllAtEntry: string | null;
  @MoneyColumn({ null: true }) dllRemainingAfter: string | null;
  @TextColumn({ null: true }) tradeTriggerSignal: string | null;
  @TextColumn({ null: true }) signalReason: string | null;
  @FlagColumn() mlEnhanced: boolean;
  @RatioColumn({ null: true }) mlConfidence: number | null;
  @FlagColumn({ null: true }) aiApproved: boolean | null;
  @TextColumn({ null: true }) aiReasoning: string | null;

  // Journal
  @CountColumn({ null: true }) mentalStatePreTrade: number | null;
  @CountColumn() ruleBreaks: number;
  @TextColumn({ null: true }) notes: string | null;
  /** The notes in lower case, so that a search means the same on both databases. */
  @TextColumn({ null: true }) notesSearch: string | null;
  @JsonColumn() tags: string[];

  // Bookkeeping
  @InstantColumn() createdAt: string;
  @InstantColumn() updatedAt: string;
  /** Optimistic lock: grows with every change. */
  @CountColumn() version: number;
  /** Running totals of the fills, exact; see domain/position.ts. Null while a trade is pending. */
  @JsonColumn({ null: true }) ledger: Record<string, unknown> | null;
  /** The facts of the entry and of the close as first sent, against which a repetition is compared. */
  @JsonColumn({ null: true }) entryFacts: Record<string, unknown> | null;
  @JsonColumn({ null: true }) exitFacts: Record<string, unknown> | null;
}
