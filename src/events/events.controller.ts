import { Controller, Get, Header, Headers, type StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueryDto } from '../http/body.js';
import { AcceptsTicket, type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { EventReader } from './event-reader.js';
import { EventPageView, EventQueryDto, EventStreamQueryDto } from './events.dto.js';
import { EventStreams } from './stream/event-streams.js';

@ApiTags('Events')
@Controller('events')
export class EventsController {
  constructor(
    private readonly reader: EventReader,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @Needs('read')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: "Read an account's events in order; 410 resync_required when they are no longer kept",
  })
  @ApiOkResponse({ type: EventPageView })
  list(@QueryDto(EventQueryDto) query: EventQueryDto, @CurrentCaller() caller: Caller): Promise<string> {
    return this.reader.page(query, caller);
  }

  @Get('stream')
  @Needs('read')
  @AcceptsTicket()
  @Header('cache-control', 'no-store, no-transform')
  @Header('x-accel-buffering', 'no')
  @ApiOperation({ summary: 'Follow events as they are committed, as Server-Sent Events' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'id of the last event; beats since' })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  stream(
    @QueryDto(EventStreamQueryDto) query: EventStreamQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    return this.streams.open(query, lastEventId, caller);
  }
}
