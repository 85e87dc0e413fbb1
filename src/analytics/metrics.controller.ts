import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueryDto } from '../http/body.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { BreakdownService } from './breakdown.service.js';
import { BreakdownQueryDto, TradeSelectionDto } from './metrics.dto.js';
import { MetricsService } from './metrics.service.js';
import { BreakdownView, MetricsView } from './metrics.view.dto.js';

@ApiTags('Metrics')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsService,
    private readonly breakdowns: BreakdownService,
  ) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'Metrics of the last trades, of a range, or of all trades' })
  read(
    @QueryDto(TradeSelectionDto) query: TradeSelectionDto,
    @CurrentCaller() caller: Caller,
  ): Promise<MetricsView> {
    return this.metrics.metrics(query, caller);
  }

  @Get('breakdown')
  @Needs('read')
  @ApiOperation({ summary: 'The same trades divided by strategy, regime, hour …' })
  breakdown(
    @QueryDto(BreakdownQueryDto) query: BreakdownQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<BreakdownView> {
    return this.breakdowns.breakdown(query, caller);
  }
}
