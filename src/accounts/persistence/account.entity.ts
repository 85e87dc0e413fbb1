import { Entity, Index } from 'typeorm';
import {
  ChoiceColumn,
  CountColumn,
  FlagColumn,
  InstantColumn,
  KeyColumn,
  MoneyColumn,
  NameColumn,
  ReferenceColumn,
} from '../../database/columns.js';
import { ACCOUNT_MODES, type AccountMode } from '../account-modes.js';

/** A trading account: the unit of consistency. Its row is the lock, and carries the event counter. */
@Entity('accounts')
@Index('uq_accounts_account', ['account'], { unique: true })
export class Account {
  @KeyColumn() accountId: number;
  /** The slug by which callers name the account. */
  @NameColumn(64) account: string;
  @NameColumn(120) name: string;
  @NameColumn(10) currency: string;
  @ChoiceColumn(ACCOUNT_MODES) mode: AccountMode;
  @MoneyColumn({ null: true }) startingBalance: string | null;
  /** IANA zone whose calendar the trading day follows. */
  @NameColumn(64) timeZone: string;
  /** Wall-clock start of the trading day, "17:00". */
  @NameColumn(5) dayStart: string;
  @NameColumn(100, { null: true }) broker: string | null;
  @NameColumn(100, { null: true }) server: string | null;
  @NameColumn(64, { null: true }) accountNumber: string | null;
  @NameColumn(40, { null: true }) platform: string | null;
  @FlagColumn() isActive: boolean;
  @InstantColumn({ null: true }) deactivatedAt: string | null;
  /** Number of the account's latest event; the next one is this plus one. */
  @ReferenceColumn() eventSeq: number;
  @CountColumn() version: number;
  @InstantColumn() createdAt: string;
  @InstantColumn() updatedAt: string;
}
