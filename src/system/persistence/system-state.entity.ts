import { Entity, ForeignKey, Index } from 'typeorm';
import { REGIMES, type Regime } from '../../common/regimes.js';
import {
  ChoiceColumn,
  CountColumn,
  InstantColumn,
  KeyColumn,
  MoneyColumn,
  NameColumn,
  RatioColumn,
  ReferenceColumn,
} from '../../database/columns.js';
import { SYSTEM_STATES, type SystemStateName } from '../system-states.js';

/** The state of an account's trading loop at one instant. */
@Entity('system_state')
@Index('idx_system_state_account_time', ['accountId', 'timestamp'])
export class SystemState {
  @KeyColumn() stateId: number;
  @ForeignKey('Account', { name: 'fk_system_state_account' })
  @ReferenceColumn({ null: true })
  accountId: number | null;
  @InstantColumn() timestamp: string;
  @ChoiceColumn(SYSTEM_STATES) systemState: SystemStateName;
  @ChoiceColumn(REGIMES, { null: true }) currentRegime: Regime | null;
  @NameColumn(100, { null: true }) activeStrategy: string | null;
  @RatioColumn({ null: true }) dailyPnlR: number | null;
  @RatioColumn({ null: true }) weeklyPnlR: number | null;
  /** Money risked per trade. */
  @MoneyColumn({ null: true }) currentR: string | null;
  @CountColumn({ null: true }) consecutiveRedDays: number | null;
}
