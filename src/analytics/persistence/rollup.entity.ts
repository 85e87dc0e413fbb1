import { Check, Entity, ForeignKey } from 'typeorm';
import { JsonColumn, oneOf, PrimaryIdColumn, PrimaryTextColumn, TextColumn } from '../../database/columns.js';
import { type Grain, GRAINS } from '../domain/periods.js';
import type { SegmentJson } from '../domain/segment-json.js';

/**
 * The segment of an account's trades of one slice (strategy = "VWAP Pullback") in one period: a trading day, and from the
 * days their month, and from the months their year (DESIGN §7).
 *
 * The order of the key serves the two questions asked: all years of a slice, and the months or days of some range of it.
 */
@Entity('rollups')
@Check(oneOf('grain', GRAINS))
export class Rollup {
  @ForeignKey('Account', { name: 'fk_rollups_account' })
  @PrimaryIdColumn()
  accountId: number;
  @PrimaryTextColumn(20) slice: string;
  @PrimaryTextColumn(20) grain: Grain;
  /** "2026-03-02", "2026-03" or "2026", in trading days of the account. */
  @PrimaryTextColumn(10) period: string;
  /** '' for trades without a value: no strategy, no regime. */
  @PrimaryTextColumn(100) sliceValue: string;
  /** Total net in units of 1e-8 and total R in units of 1e-12, beside the segment for series that need nothing else. */
  @TextColumn() net: string;
  /** Null without a result in R. */
  @TextColumn({ null: true }) resultR: string | null;
  @JsonColumn() segment: SegmentJson;
}
