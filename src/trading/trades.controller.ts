import { Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptsItems, Dto, IdParam, Items, LimitParam, QueryDto } from '../http/body.js';
import { type ItemBatch, RecordResponse } from '../http/item-batch.js';
import { IdempotencyKeyOf } from '../http/idempotency.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { TradeReader } from './trade-reader.js';
import { TradeDetailView, TradeView, TradePageView } from './trade.view.dto.js';
import { CloseTradeDto, CreateTradeDto, TradeExitDto, TradeQueryDto, UpdateTradeDto } from './trades.dto.js';
import { TradesService } from './trades.service.js';

@ApiTags('Trades')
@Controller('trades')
export class TradesController {
  constructor(
    private readonly trades: TradesService,
    private readonly reader: TradeReader,
  ) {}

  @Post()
  @Needs('record')
  @AcceptsItems(CreateTradeDto)
  @ApiOperation({ summary: 'Record one trade or several that are reported whole' })
  record(
    @Items(CreateTradeDto) items: ItemBatch<CreateTradeDto>,
    @CurrentCaller() caller: Caller,
    @IdempotencyKeyOf() key: string | undefined,
  ): Promise<RecordResponse<TradeView>> {
    return items.keyed('clientTradeId', key).record((trades) => this.trades.recordTrades(trades, caller));
  }

  @Post('close')
  @Needs('record')
  @AcceptsItems(CloseTradeDto)
  @ApiOperation({ summary: 'Close one trade or several by tradeId, ticket or clientTradeId' })
  closeNamed(
    @Items(CloseTradeDto) items: ItemBatch<CloseTradeDto>,
    @CurrentCaller() caller: Caller,
  ): Promise<RecordResponse<TradeView>> {
    return items.record((closes) => this.trades.closeTrades(closes, caller));
  }

  @Post(':tradeId/close')
  @Needs('record')
  @ApiOperation({ summary: 'Close a reported trade; the same close again answers the first result' })
  async close(
    @Param('tradeId', IdParam) tradeId: number,
    @Dto(TradeExitDto) exit: TradeExitDto,
    @CurrentCaller() caller: Caller,
  ): Promise<RecordResponse<TradeView>> {
    return RecordResponse.changed(await this.trades.closeTrade(tradeId, exit, caller));
  }

  @Patch(':tradeId')
  @Needs('record')
  @ApiOperation({ summary: 'Edit a trade; every change is kept in its history' })
  edit(
    @Param('tradeId', IdParam) tradeId: number,
    @Dto(UpdateTradeDto) changes: UpdateTradeDto,
    @CurrentCaller() caller: Caller,
  ): Promise<TradeView> {
    return this.trades.editTrade(tradeId, changes, caller);
  }

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List trades, newest entry first' })
  list(
    @QueryDto(TradeQueryDto) query: TradeQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<TradePageView> {
    return this.reader.list(query, caller);
  }

  @Get('recent/:limit')
  @Needs('read')
  @ApiOperation({ summary: 'The newest trades, at most 100' })
  recent(@Param('limit', LimitParam) limit: number, @CurrentCaller() caller: Caller): Promise<TradeView[]> {
    return this.reader.recent(limit, caller);
  }

  @Get(':tradeId')
  @Needs('read')
  @ApiOperation({ summary: 'Read one trade with its fills, signals and history' })
  get(@Param('tradeId', IdParam) tradeId: number, @CurrentCaller() caller: Caller): Promise<TradeDetailView> {
    return this.reader.get(tradeId, caller);
  }
}
