import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Dto, IdParam, QueryDto } from '../http/body.js';
import { SecretResponse } from '../http/idempotency.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { TargetReader } from './target-reader.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import {
  CreateWebhookTargetDto,
  DeliveryView,
  UpdateWebhookTargetDto,
  WebhookTargetPageView,
  WebhookTargetView,
  WebhookTargetWithSecretView,
} from './webhook-targets.dto.js';
import { WebhookTargetsService } from './webhook-targets.service.js';

/** Admin alone: a target carries an account's events out of the house, and its URL may be a secret of its receiver. */
@ApiTags('Outgoing webhooks')
@Controller('webhook-targets')
@Needs('admin')
export class WebhookTargetsController {
  constructor(
    private readonly targets: WebhookTargetsService,
    private readonly reader: TargetReader,
    private readonly deliveries: WebhookDeliveriesService,
  ) {}

  @Post()
  @SecretResponse()
  @ApiOperation({ summary: "Send an account's events to a URL; the signing secret is shown once" })
  create(
    @Dto(CreateWebhookTargetDto) input: CreateWebhookTargetDto,
    @CurrentCaller() caller: Caller,
  ): Promise<WebhookTargetWithSecretView> {
    return this.targets.create(input, caller);
  }

  @Get()
  @ApiOperation({ summary: 'List targets and how far each has come, newest first' })
  list(
    @QueryDto(PageQueryDto) query: PageQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<WebhookTargetPageView> {
    return this.reader.list(query, caller);
  }

  @Get(':targetId')
  @ApiParam({ name: 'targetId', type: 'integer' })
  @ApiOperation({ summary: 'Read one target' })
  get(
    @Param('targetId', IdParam) targetId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<WebhookTargetView> {
    return this.reader.get(targetId, caller);
  }

  @Patch(':targetId')
  @ApiParam({ name: 'targetId', type: 'integer' })
  @ApiOperation({ summary: 'Change, stop or resume a target' })
  update(
    @Param('targetId', IdParam) targetId: number,
    @Dto(UpdateWebhookTargetDto) input: UpdateWebhookTargetDto,
    @CurrentCaller() caller: Caller,
  ): Promise<WebhookTargetView> {
    return this.targets.update(targetId, input, caller);
  }

  @Delete(':targetId')
  @HttpCode(204)
  @ApiParam({ name: 'targetId', type: 'integer' })
  @ApiOperation({ summary: 'Remove a target with its dead letters' })
  remove(@Param('targetId', IdParam) targetId: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.targets.remove(targetId, caller);
  }

  @Post(':targetId/rotate-secret')
  @HttpCode(200)
  @SecretResponse()
  @ApiParam({ name: 'targetId', type: 'integer' })
  @ApiOperation({ summary: 'Replace the signing secret; the new one is shown once' })
  rotateSecret(
    @Param('targetId', IdParam) targetId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<WebhookTargetWithSecretView> {
    return this.targets.rotateSecret(targetId, caller);
  }

  @Post(':targetId/test')
  @HttpCode(200)
  @ApiParam({ name: 'targetId', type: 'integer' })
  @ApiOperation({ summary: 'Send a signed ping and tell what the receiver answered' })
  sendTest(
    @Param('targetId', IdParam) targetId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<DeliveryView> {
    return this.deliveries.sendTest(targetId, caller);
  }
}
