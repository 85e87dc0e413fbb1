import { ApiProperty } from '@nestjs/swagger';
import { NumberField, QueryListField, TextField } from '../http/fields.js';
import { EVENT_TYPES, type EventType } from './event-types.js';

export const DEFAULT_EVENTS = 100;
export const MAX_EVENTS = 1000;
/** The position of a stream names them all in the id of every event, which has to fit into a request header. */
export const MAX_STREAM_ACCOUNTS = 100;

const SLUG_LENGTH = 64;

class EventFilterDto {
  @QueryListField({ choices: EVENT_TYPES, optional: true, description: 'Comma-separated; all by default' })
  types?: string[];
  @QueryListField({ max: 40, maxItems: 1000, optional: true, description: 'Comma-separated; all by default' })
  symbols?: string[];
}

export class EventQueryDto extends EventFilterDto {
  @TextField({ max: SLUG_LENGTH, description: 'Slug of one account: events are numbered per account' })
  account: string;
  @NumberField({
    ...{ whole: true, min: 0, max: Number.MAX_SAFE_INTEGER, optional: true },
    description: 'Number of the last event seen; without it the oldest event kept comes first',
  })
  since?: number;
  @NumberField({ whole: true, min: 1, max: MAX_EVENTS, optional: true, description: '100 by default' })
  limit?: number;
}

export class EventStreamQueryDto extends EventFilterDto {
  @QueryListField({
    ...{ max: SLUG_LENGTH, maxItems: MAX_STREAM_ACCOUNTS, optional: true },
    description: 'Slugs, comma-separated or repeated; every account of the key by default',
  })
  account?: string[];
  @TextField({
    ...{ max: 16_000, optional: true, example: 'demo:41,other:7' },
    description:
      'Last event seen: a number for a single account, else account:number of each. From now on by default',
  })
  since?: string;
  @TextField({ max: 100, optional: true, description: 'One-time ticket in place of a key, for browsers' })
  ticket?: string;
}

/** An event, as every transport carries it. */
export class EventView {
  @ApiProperty({ enum: EVENT_TYPES }) type: EventType;
  /** 1, 2, 3… per account, without a gap, in commit order. */
  seq: number;
  account: string;
  timestamp: string;
  @ApiProperty({ type: Object, description: 'By type; docs/stream.md' }) data: object;
}

export class EventPageView {
  items: EventView[];
  /** Ask for the next page since this number: the last event that was looked at, whether or not it matched. */
  nextSince: number;
  /** Number of the account's latest event. */
  current: number;
}
