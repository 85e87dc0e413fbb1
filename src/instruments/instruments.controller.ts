import { Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptsItems, Dto, Items, NameParam } from '../http/body.js';
import type { ItemBatch, RecordResponse } from '../http/item-batch.js';
import { Needs } from '../http/scopes.js';
import {
  CreateInstrumentDto,
  InstrumentTermsDto,
  InstrumentListView,
  InstrumentView,
} from './instruments.dto.js';
import { InstrumentsService } from './instruments.service.js';

@ApiTags('Instruments')
@Controller('instruments')
export class InstrumentsController {
  constructor(private readonly instruments: InstrumentsService) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the instruments' })
  list(): Promise<InstrumentListView> {
    return this.instruments.list();
  }

  @Get(':symbol')
  @Needs('read')
  @ApiOperation({ summary: 'Read one instrument by any of the names that platforms give it' })
  get(@Param('symbol', NameParam) symbol: string): Promise<InstrumentView> {
    return this.instruments.get(symbol);
  }

  @Post()
  @Needs('admin')
  @AcceptsItems(CreateInstrumentDto)
  @ApiOperation({ summary: 'Add one instrument or several' })
  add(
    @Items(CreateInstrumentDto) items: ItemBatch<CreateInstrumentDto>,
  ): Promise<RecordResponse<InstrumentView>> {
    return items.record((instruments) => this.instruments.add(instruments));
  }

  @Patch(':symbol')
  @Needs('admin')
  @ApiOperation({ summary: 'Change the terms for what is recorded from now on' })
  update(
    @Param('symbol', NameParam) symbol: string,
    @Dto(InstrumentTermsDto) changes: InstrumentTermsDto,
  ): Promise<InstrumentView> {
    return this.instruments.update(symbol, changes);
  }
}
