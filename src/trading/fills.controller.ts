import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptsItems, Items, QueryDto } from '../http/body.js';
import type { ItemBatch, RecordResponse } from '../http/item-batch.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { CreateFillDto, FillQueryDto, FillView, FillPageView } from './fills.dto.js';
import { FillsService } from './fills.service.js';

@ApiTags('Fills')
@Controller('fills')
export class FillsController {
  constructor(private readonly fills: FillsService) {}

  @Post()
  @Needs('record')
  @AcceptsItems(CreateFillDto)
  @ApiOperation({ summary: 'Record one execution or several; they build the trades' })
  record(
    @Items(CreateFillDto) items: ItemBatch<CreateFillDto>,
    @CurrentCaller() caller: Caller,
  ): Promise<RecordResponse<FillView>> {
    return items.record((fills) => this.fills.recordFills(fills, caller));
  }

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List fills, newest first, replaced executions included' })
  list(@QueryDto(FillQueryDto) query: FillQueryDto, @CurrentCaller() caller: Caller): Promise<FillPageView> {
    return this.fills.list(query, caller);
  }
}
