import { Entity, ForeignKey, Index } from 'typeorm';
import { GEARS, REGIMES, type Gear, type Regime } from '../../common/regimes.js';
import {
  ChoiceColumn,
  CountColumn,
  FlagColumn,
  InstantColumn,
  KeyColumn,
  RatioColumn,
  ReferenceColumn,
  TextColumn,
} from '../../database/columns.js';

/** One change of gear with the state that caused it. */
@Entity('gear_shifts')
@Index('idx_gear_shifts_timestamp', ['timestamp'])
@Index('idx_gear_shifts_to_gear', ['toGear'])
@Index('idx_gear_shifts_account_time', ['accountId', 'timestamp'])
export class GearShift {
  @KeyColumn() shiftId: number;
  @ForeignKey('Account', { name: 'fk_gear_shifts_account' })
  @ReferenceColumn()
  accountId: number;
  @InstantColumn() timestamp: string;
  @ChoiceColumn(GEARS) fromGear: Gear;
  @ChoiceColumn(GEARS) toGear: Gear;
  @TextColumn() reason: string;
  @RatioColumn({ null: true }) dailyR: number | null;
  @RatioColumn({ null: true }) weeklyR: number | null;
  @CountColumn({ null: true }) consecutiveLosses: number | null;
  /** Percent of the equity peak, not positive. */
  @RatioColumn({ null: true }) currentDrawdown: number | null;
  @ChoiceColumn(REGIMES, { null: true }) regime: Regime | null;
  @RatioColumn({ null: true }) volatilityPercentile: number | null;
  @CountColumn({ null: true }) mentalState: number | null;
  /** Fraction of the daily loss limit that is left, 0–1. */
  @RatioColumn({ null: true }) dllRemaining: number | null;
  @FlagColumn() tripwireActive: boolean;
  @FlagColumn() inTradingSession: boolean;
  @FlagColumn() newsBlackoutActive: boolean;
  @FlagColumn() killSwitchActive: boolean;
  @CountColumn({ null: true }) positionsOpen: number | null;
}
