import { FlagField, NumberField, TextField } from './fields.js';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 1000;

/** What every list takes. */
export class PageQueryDto {
  @TextField({
    max: 64,
    optional: true,
    description: 'Slug of one account; every account of the key by default',
  })
  account?: string;
  @NumberField({
    whole: true,
    min: 1,
    max: MAX_PAGE,
    optional: true,
    description: `${DEFAULT_PAGE} by default`,
  })
  limit?: number;
  @TextField({ max: 200, optional: true, description: 'nextCursor of the page before' }) cursor?: string;
  @FlagField({ optional: true, description: 'true adds the total of the whole list, which costs a count' })
  total?: boolean;
}
