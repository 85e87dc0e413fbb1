import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { IdParam, QueryDto } from '../http/body.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { DeadLetterPageView, DeadLetterQueryDto } from './dead-letters.dto.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { DeliveryView } from './webhook-targets.dto.js';

@ApiTags('Outgoing webhooks')
@Controller('webhook-targets/:targetId/dead-letters')
@ApiParam({ name: 'targetId', type: 'integer' })
@Needs('admin')
export class DeadLettersController {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  @Get()
  @ApiOperation({ summary: 'List what a target did not get, newest first' })
  list(
    @Param('targetId', IdParam) targetId: number,
    @QueryDto(DeadLetterQueryDto) query: DeadLetterQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<DeadLetterPageView> {
    return this.deliveries.listDeadLetters(targetId, query, caller);
  }

  @Post(':deadLetterId/retry')
  @HttpCode(200)
  @ApiParam({ name: 'deadLetterId', type: 'integer' })
  @ApiOperation({ summary: 'Send a dead letter now, out of its order; delivered, it is removed' })
  retry(
    @Param('targetId', IdParam) targetId: number,
    @Param('deadLetterId', IdParam) deadLetterId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<DeliveryView> {
    return this.deliveries.retryDeadLetter(targetId, deadLetterId, caller);
  }

  @Delete(':deadLetterId')
  @HttpCode(204)
  @ApiParam({ name: 'deadLetterId', type: 'integer' })
  @ApiOperation({ summary: 'Forget a dead letter' })
  discard(
    @Param('targetId', IdParam) targetId: number,
    @Param('deadLetterId', IdParam) deadLetterId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.deliveries.discardDeadLetter(targetId, deadLetterId, caller);
  }
}
