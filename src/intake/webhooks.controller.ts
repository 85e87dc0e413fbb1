import { All, applyDecorators, Body, Controller, Get, Param, Post, UseGuards } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { NotFoundError } from '../common/errors.js';
import type { RecordResponse } from '../http/item-batch.js';
import { type Caller, CurrentCaller, Public } from '../http/scopes.js';
import { INTAKE_SOURCES, type IntakeSource } from './domain/intake.js';
import { ALERT_EXAMPLES } from './webhook-examples.js';
import { WebhookKeyGuard } from './webhook-key.guard.js';
import { AlertAnswer } from './webhooks.dto.js';
import { WebhooksService } from './webhooks.service.js';

/** Public to the API key guard, because a charting alert cannot send headers: WebhookKeyGuard finds its key. */
function TakesAlerts(): MethodDecorator {
  return applyDecorators(
    Public(),
    UseGuards(WebhookKeyGuard),
    ApiParam({ name: 'source', enum: INTAKE_SOURCES }),
    ApiConsumes('application/json', 'text/plain'),
    ApiBody({ schema: { oneOf: [{ type: 'object' }, { type: 'string' }] }, examples: ALERT_EXAMPLES }),
    ApiAcceptedResponse({ type: AlertAnswer, description: 'Recorded' }),
    ApiOkResponse({ type: AlertAnswer, description: 'Recorded before, or nothing to record' }),
  );
}

@ApiTags('Webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get('health')
  @Public()
  @ApiSecurity({})
  @ApiOperation({ summary: 'Tell that alerts can be sent' })
  health(): { status: string } {
    return { status: 'ok' };
  }

  @Post(':source')
  @TakesAlerts()
  @ApiOperation({ summary: 'Record an alert whose API key is in the message or in X-API-Key' })
  record(
    @Param('source') source: IntakeSource,
    @Body() text: string,
    @CurrentCaller() caller: Caller,
  ): Promise<RecordResponse<AlertAnswer>> {
    return this.webhooks.recordAlert(source, text, caller);
  }

  @Post(':source/:token')
  @TakesAlerts()
  @ApiSecurity({})
  @ApiParam({ name: 'token', description: 'An API key with the scope "record"' })
  @ApiOperation({ summary: 'Record an alert whose API key is in the URL' })
  recordWithToken(
    @Param('source') source: IntakeSource,
    @Body() text: string,
    @CurrentCaller() caller: Caller,
  ): Promise<RecordResponse<AlertAnswer>> {
    return this.webhooks.recordAlert(source, text, caller);
  }

  /** The framework's own "not found" would repeat the URL, and with it the key. */
  @All('*')
  @Public()
  @ApiExcludeEndpoint()
  refuse(): never {
    throw new NotFoundError(
      'route_not_found',
      `Expected POST /api/webhooks/{${INTAKE_SOURCES.join('|')}}, with or without "/<API key>"`,
    );
  }
}
