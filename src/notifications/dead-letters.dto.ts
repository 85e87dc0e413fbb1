import { FlagField, NumberField, TextField } from '../http/fields.js';
import { DEFAULT_PAGE, MAX_PAGE } from '../http/page-query.dto.js';

export class DeadLetterQueryDto {
  @NumberField({
    ...{ whole: true, min: 1, max: MAX_PAGE, optional: true },
    description: `${DEFAULT_PAGE} by default`,
  })
  limit?: number;
  @TextField({ max: 200, optional: true, description: 'nextCursor of the page before' }) cursor?: string;
  @FlagField({ optional: true, description: 'true adds the total of the whole list' }) total?: boolean;
}

export class DeadLetterView {
  deadLetterId: number;
  targetId: number;
  account: string;
  /** Equal, or the ends of a range that the log no longer had. */
  firstSeq: number;
  lastSeq: number;
  /** Null for a lost range. */
  eventType: string | null;
  attempts: number;
  /** HTTP status of the last attempt; null when there was no answer. */
  lastStatus: number | null;
  lastError: string;
  lastAttemptAt: string | null;
  createdAt: string;
}

export class DeadLetterPageView {
  items: DeadLetterView[];
  nextCursor: string | null;
  /** Of the whole list, when asked for. */
  total?: number;
}
