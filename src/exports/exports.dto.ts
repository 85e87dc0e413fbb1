import { OmitType } from '@nestjs/swagger';
import { ChoiceField, FlagField, TextField } from '../http/fields.js';
import { readersOf, registerReader } from '../http/readers.js';
import { TradeQueryDto } from '../trading/trades.dto.js';
import { type Layout, LAYOUTS } from './domain/layouts.js';

/** A file is whole: it has no pages. */
const PAGING = ['limit', 'cursor', 'total'] as const;

/** The filters of GET /api/trades, by derivation, so that a list and its export never select different trades. */
class TradeFilterDto extends OmitType(TradeQueryDto, PAGING) {}

// OmitType copies what class-validator and OpenAPI know of the fields; how to read them is our own metadata.
for (const [property, reader] of readersOf(TradeQueryDto)) {
  if (!PAGING.some((name) => name === property)) {
    registerReader(TradeFilterDto.prototype, property, reader);
  }
}

export class ExportTradesDto extends TradeFilterDto {
  @ChoiceField(LAYOUTS, { optional: true, description: 'full by default; see docs/csv.md' })
  layout?: Layout;
  @TextField({
    max: 4000,
    optional: true,
    description: 'With layout=custom, and only then: a comma list of the columns, in the order wanted',
    example: 'trade_id,symbol,result_r,tags',
  })
  columns?: string;
  @FlagField({ optional: true, description: 'true begins the file with a byte order mark, for Excel' })
  bom?: boolean;
}
