import { Entity, ForeignKey, Index } from 'typeorm';
import {
  CountColumn,
  InstantColumn,
  JsonColumn,
  KeyColumn,
  MoneyColumn,
  NameColumn,
  PriceColumn,
  RatioColumn,
  ReferenceColumn,
} from '../../database/columns.js';

/** Balance and equity of an account at one instant, as the broker or bot states them. */
@Entity('account_snapshots')
@Index('uq_account_snapshots_client_id', ['accountId', 'clientSnapshotId'], { unique: true })
@Index('idx_account_snapshots_account_time', ['accountId', 'snapshotTime', 'snapshotId'])
@Index('idx_account_snapshots_account_number', ['accountNumber'])
@Index('idx_account_snapshots_snapshot_time', ['snapshotTime'])
export class AccountSnapshot {
  @KeyColumn() snapshotId: number;
  @ForeignKey('Account', { name: 'fk_account_snapshots_account' })
  @ReferenceColumn()
  accountId: number;
  @NameColumn(200) clientSnapshotId: string;
  @NameColumn(64, { null: true }) accountNumber: string | null;
  @NameColumn(100, { null: true }) server: string | null;
  @NameColumn(100, { null: true }) broker: string | null;
  @MoneyColumn() balance: string;
  @MoneyColumn() equity: string;
  /** Floating profit of the open positions. */
  @MoneyColumn({ null: true }) profit: string | null;
  @MoneyColumn({ null: true }) margin: string | null;
  @MoneyColumn({ null: true }) marginFree: string | null;
  /** Equity ÷ margin × 100. */
  @RatioColumn({ null: true }) marginLevel: number | null;
  @CountColumn({ null: true }) openPositions: number | null;
  @PriceColumn({ null: true }) totalVolume: string | null;
  @InstantColumn() snapshotTime: string;
  @InstantColumn() recordedAt: string;
  /** The facts as first sent, against which a repetition is compared. */
  @JsonColumn() facts: Record<string, unknown>;
}
