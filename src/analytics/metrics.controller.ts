import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Dto, QueryDto } from '../http/body.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { BreakdownService } from './breakdown.service.js';
import { BreakdownQueryDto, RollingQueryDto, SaveMetricsDto, TradeSelectionDto } from './metrics.dto.js';
import { MetricsSnapshotsService } from './metrics-snapshots.service.js';
import { MetricsService } from './metrics.service.js';
import {
  BreakdownView,
  MetricsSnapshotPageView,
  MetricsSnapshotView,
  MetricsView,
  RollingView,
} from './metrics.view.dto.js';
import { RollingService } from './rolling.service.js';

@ApiTags('Metrics')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsService,
    private readonly breakdowns: BreakdownService,
    private readonly rolling: RollingService,
    private readonly snapshots: MetricsSnapshotsService,
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

  @Get('rolling')
  @Needs('read')
  @ApiOperation({ summary: 'A window of fixed size at every trade' })
  roll(
    @QueryDto(RollingQueryDto) query: RollingQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<RollingView> {
    return this.rolling.rolling(query, caller);
  }

  @Post('snapshots')
  @Needs('record')
  @ApiOperation({ summary: 'Save the metrics of the last trades as they are now' })
  save(
    @Dto(SaveMetricsDto) body: SaveMetricsDto,
    @CurrentCaller() caller: Caller,
  ): Promise<MetricsSnapshotView> {
    return this.snapshots.save(body, caller);
  }

  @Get('snapshots')
  @Needs('read')
  @ApiOperation({ summary: 'List saved metrics, newest first' })
  list(
    @QueryDto(PageQueryDto) query: PageQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<MetricsSnapshotPageView> {
    return this.snapshots.list(query, caller);
  }
}
