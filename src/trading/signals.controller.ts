import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptsItems, Dto, IdParam, Items, QueryDto } from '../http/body.js';
import type { ItemBatch, RecordResponse } from '../http/item-batch.js';
import { IdempotencyKeyOf } from '../http/idempotency.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import {
  CreateSignalDto,
  ExecutionRateQueryDto,
  ExecutionRateView,
  SignalExecutedDto,
  SignalQueryDto,
  SignalView,
  SignalPageView,
} from './signals.dto.js';
import { SignalsService } from './signals.service.js';

@ApiTags('Signals')
@Controller('signals')
export class SignalsController {
  constructor(private readonly signals: SignalsService) {}

  @Post()
  @Needs('record')
  @AcceptsItems(CreateSignalDto)
  @ApiOperation({ summary: 'Record one signal or several; HOLD is answered and not stored' })
  record(
    @Items(CreateSignalDto) items: ItemBatch<CreateSignalDto>,
    @CurrentCaller() caller: Caller,
    @IdempotencyKeyOf() key: string | undefined,
  ): Promise<RecordResponse<SignalView>> {
    return items
      .keyed('clientSignalId', key)
      .record((signals) => this.signals.recordSignals(signals, caller));
  }

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List signals, newest first' })
  list(
    @QueryDto(SignalQueryDto) query: SignalQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SignalPageView> {
    return this.signals.list(query, caller);
  }

  @Get('execution-rate')
  @Needs('read')
  @ApiOperation({ summary: 'Share of signals that led to a trade, in percent' })
  executionRate(
    @QueryDto(ExecutionRateQueryDto) query: ExecutionRateQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<ExecutionRateView> {
    return this.signals.executionRate(query, caller);
  }

  @Get(':signalId')
  @Needs('read')
  @ApiOperation({ summary: 'Read one signal' })
  get(@Param('signalId', IdParam) signalId: number, @CurrentCaller() caller: Caller): Promise<SignalView> {
    return this.signals.get(signalId, caller);
  }

  @Post(':signalId/executed')
  @HttpCode(200)
  @Needs('record')
  @ApiOperation({ summary: 'Mark a signal as executed and link it to its trade' })
  markExecuted(
    @Param('signalId', IdParam) signalId: number,
    @Dto(SignalExecutedDto) dto: SignalExecutedDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SignalView> {
    return this.signals.markExecuted(signalId, dto, caller);
  }
}
