import { ApiProperty } from '@nestjs/swagger';
import { EVENT_TYPES } from '../events/event-types.js';
import { FlagField, NumberField, TextField, TextListField } from '../http/fields.js';
import { TARGET_STATUSES, type TargetStatus } from './domain/target-status.js';

const URL_LENGTH = 2000;
const SYMBOLS = { max: 40, maxItems: 100, description: 'Absent or empty: all, and events without a symbol' };
const TYPES = { max: 40, maxItems: EVENT_TYPES.length };

export class CreateWebhookTargetDto {
  @TextField({ max: 64, example: 'demo' }) account: string;
  @TextField({
    max: URL_LENGTH,
    description: 'https, on a public address, without user and password',
    example: 'https://desk.example/hooks/blotter',
  })
  url: string;
  // Its own @ApiProperty comes last (outermost), so that the document lists the words.
  @ApiProperty({
    enum: EVENT_TYPES,
    isArray: true,
    required: false,
    description: 'Absent or empty: all, also those that come later',
    example: ['fill', 'trade_execution'],
  })
  @TextListField({ ...TYPES, optional: true })
  types?: string[];
  @TextListField({ ...SYMBOLS, optional: true }) symbols?: string[];
  @TextField({ optional: true }) description?: string;
  @FlagField({ optional: true, description: 'true by default' }) active?: boolean;
  @NumberField({
    ...{ whole: true, min: 0, max: Number.MAX_SAFE_INTEGER, optional: true },
    description: "Number of the last event not to be sent; the account's latest by default",
  })
  since?: number;
}

export class UpdateWebhookTargetDto {
  @TextField({ max: URL_LENGTH, optional: true }) url?: string;
  @ApiProperty({ enum: EVENT_TYPES, isArray: true, required: false, description: 'Empty: all' })
  @TextListField({ ...TYPES, optional: true })
  types?: string[];
  @TextListField({ ...SYMBOLS, optional: true }) symbols?: string[];
  @TextField({ optional: true }) description?: string;
  @FlagField({
    optional: true,
    description: 'true resumes a paused or disabled target and tries at once; false stops it',
  })
  active?: boolean;
  @NumberField({
    ...{ whole: true, min: 0, max: Number.MAX_SAFE_INTEGER, optional: true },
    description: 'Moves the cursor: the event behind this number is the next one',
  })
  since?: number;
}

export class WebhookTargetView {
  targetId: number;
  account: string;
  url: string;
  description: string | null;
  /** Null for all. */
  @ApiProperty({ enum: EVENT_TYPES, isArray: true, nullable: true }) types: string[] | null;
  /** Null for all. */
  symbols: string[] | null;
  @ApiProperty({ enum: TARGET_STATUSES }) status: TargetStatus;
  /** Why it is paused or disabled. */
  statusReason: string | null;
  /** Number of the last event that was delivered, passed over or given up. */
  deliveredSeq: number;
  /** Events behind that number, also those that the filter will pass over. */
  pending: number;
  /** Failed attempts at the next event. */
  attempts: number;
  nextAttemptAt: string | null;
  /** Since when every attempt has failed. */
  failingSince: string | null;
  lastSuccessAt: string | null;
  /** HTTP status of the last attempt; null when there was no answer. */
  lastStatus: number | null;
  lastError: string | null;
  lastErrorAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export class WebhookTargetWithSecretView extends WebhookTargetView {
  /** Signs every message. It is shown this once. */
  secret: string;
  warning: string;
}

export class WebhookTargetPageView {
  items: WebhookTargetView[];
  nextCursor: string | null;
  /** Of the whole list, when asked for. */
  total?: number;
}

/** What became of a message that was sent by hand. */
export class DeliveryView {
  delivered: boolean;
  /** HTTP status; null when there was no answer. */
  status: number | null;
  error: string | null;
}
