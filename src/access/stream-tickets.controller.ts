import { Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { SecretResponse } from '../http/idempotency.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { StreamTicketView } from './stream-tickets.dto.js';
import { StreamTicketsService } from './stream-tickets.service.js';

@ApiTags('Events')
@Controller('stream/tickets')
export class StreamTicketsController {
  constructor(private readonly tickets: StreamTicketsService) {}

  @Post()
  @Needs('read')
  @SecretResponse()
  @ApiOperation({ summary: 'Take a ticket that opens one stream within 30 seconds, for browsers' })
  issue(@CurrentCaller() caller: Caller): Promise<StreamTicketView> {
    return this.tickets.issue(caller);
  }
}
