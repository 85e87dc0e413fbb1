import { OmitType } from '@nestjs/swagger';
import { SnapshotQueryDto } from '../accounts/snapshots.dto.js';
import { ChoiceField, FlagField, InstantField, TextField } from '../http/fields.js';
import { readersOf, registerReader } from '../http/readers.js';
import { SignalQueryDto } from '../trading/signals.dto.js';
import { TradeQueryDto } from '../trading/trades.dto.js';
import { type Layout, LAYOUTS } from './domain/layouts.js';

/** A file is whole: it has no pages. */
const PAGING = ['limit', 'cursor', 'total'] as const;

const DAY = { max: 10, optional: true, pattern: /^\d{4}-\d{2}-\d{2}$/, example: '2026-03-02' } as const;
const BOM = {
  optional: true,
  description: 'true begins the file with a byte order mark, for Excel',
} as const;

/* The filters of the lists, by derivation, so that a list and its export never select different rows. */

/** The filters of GET /api/trades. */
export class TradeFilterDto extends OmitType(TradeQueryDto, PAGING) {}
inheritReaders(TradeQueryDto, TradeFilterDto);

/** The filters of GET /api/signals. */
export class SignalFilterDto extends OmitType(SignalQueryDto, PAGING) {}
inheritReaders(SignalQueryDto, SignalFilterDto);

/** The filters of GET /api/account-snapshots. */
export class SnapshotFilterDto extends OmitType(SnapshotQueryDto, PAGING) {}
inheritReaders(SnapshotQueryDto, SnapshotFilterDto);

export class DailyFilterDto {
  @TextField({ max: 64, optional: true, description: 'Slug; every account of the key by default' })
  account?: string;
  @TextField({ ...DAY, patternHint: 'Expected a date such as "2026-03-02"', description: 'Included' })
  from?: string;
  @TextField({ ...DAY, patternHint: 'Expected a date such as "2026-03-02"', description: 'Excluded' })
  to?: string;
}

export class MetricFilterDto {
  @TextField({ max: 64, optional: true, description: 'Slug; every account of the key by default' })
  account?: string;
  @InstantField({ optional: true, description: 'Included' }) from?: string;
  @InstantField({ optional: true, description: 'Excluded' }) to?: string;
}

/** Trades for a spreadsheet: which columns. */
export class TradeTableDto extends TradeFilterDto {
  @ChoiceField(LAYOUTS, { optional: true, description: 'full by default; see docs/csv.md' })
  layout?: Layout;
  @TextField({
    max: 4000,
    optional: true,
    description: 'With layout=custom, and only then: a comma list of the columns, in the order wanted',
    example: 'trade_id,symbol,result_r,tags',
  })
  columns?: string;
}

export class ExportTradesDto extends TradeTableDto {
  @FlagField(BOM) bom?: boolean;
}
export class ExportSignalsDto extends SignalFilterDto {
  @FlagField(BOM) bom?: boolean;
}
export class ExportSnapshotsDto extends SnapshotFilterDto {
  @FlagField(BOM) bom?: boolean;
}
export class ExportDailyDto extends DailyFilterDto {
  @FlagField(BOM) bom?: boolean;
}
export class ExportMetricsDto extends MetricFilterDto {
  @FlagField(BOM) bom?: boolean;
}

/** OmitType copies what class-validator and OpenAPI know of the fields; how to read them is our own metadata. */
function inheritReaders(from: new () => object, to: new () => object): void {
  for (const [property, reader] of readersOf(from)) {
    if (!PAGING.some((name) => name === property)) {
      registerReader(to.prototype as object, property, reader);
    }
  }
}
