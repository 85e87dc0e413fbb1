import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueryDto } from '../http/body.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import {
  CurveQueryDto,
  DistributionQueryDto,
  DistributionView,
  EquityQueryDto,
  EquityView,
  HeatmapView,
  MonthsQueryDto,
  MonthsView,
  ScatterQueryDto,
  ScatterView,
  SliceChartView,
  StreaksView,
  UnderwaterView,
} from './charts.dto.js';
import { CurveChartsService } from './curve-charts.service.js';
import { PerformanceQueryDto } from './performance.dto.js';
import { SliceChartsService } from './slice-charts.service.js';
import { TradeChartsService } from './trade-charts.service.js';

@ApiTags('Charts')
@Controller('charts')
export class ChartsController {
  constructor(
    private readonly curves: CurveChartsService,
    private readonly slices: SliceChartsService,
    private readonly trades: TradeChartsService,
  ) {}

  @Get('equity')
  @Needs('read')
  @ApiOperation({ summary: 'Equity curve in few points, extremes kept' })
  equity(
    @QueryDto(EquityQueryDto) query: EquityQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<EquityView> {
    return this.curves.equity(query, caller);
  }

  @Get('underwater')
  @Needs('read')
  @ApiOperation({ summary: 'How far the equity lies below its peak' })
  underwater(
    @QueryDto(CurveQueryDto) query: CurveQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<UnderwaterView> {
    return this.curves.underwater(query, caller);
  }

  @Get('distribution')
  @Needs('read')
  @ApiOperation({ summary: 'How many trades had which result, in money or R' })
  distribution(
    @QueryDto(DistributionQueryDto) query: DistributionQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<DistributionView> {
    return this.trades.distribution(query, caller);
  }

  @Get('streaks')
  @Needs('read')
  @ApiOperation({ summary: 'Runs of wins and losses' })
  streaks(
    @QueryDto(PerformanceQueryDto) query: PerformanceQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<StreaksView> {
    return this.trades.streaks(query, caller);
  }

  @Get('mae-mfe')
  @Needs('read')
  @ApiOperation({ summary: 'Excursions of the newest trades' })
  maeMfe(
    @QueryDto(ScatterQueryDto) query: ScatterQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<ScatterView> {
    return this.trades.maeMfe(query, caller);
  }

  @Get('symbols')
  @Needs('read')
  @ApiOperation({ summary: 'Figures by symbol, highest net first' })
  symbols(
    @QueryDto(PerformanceQueryDto) query: PerformanceQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SliceChartView> {
    return this.slices.symbols(query, caller);
  }

  @Get('durations')
  @Needs('read')
  @ApiOperation({ summary: 'Figures by holding time' })
  durations(
    @QueryDto(PerformanceQueryDto) query: PerformanceQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SliceChartView> {
    return this.slices.durations(query, caller);
  }

  @Get('heatmap')
  @Needs('read')
  @ApiOperation({ summary: "Weekday × hour of entry on the account's wall clock" })
  heatmap(
    @QueryDto(PerformanceQueryDto) query: PerformanceQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<HeatmapView> {
    return this.slices.heatmap(query, caller);
  }

  @Get('monthly')
  @Needs('read')
  @ApiOperation({ summary: 'Months side by side' })
  monthly(
    @QueryDto(MonthsQueryDto) query: MonthsQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<MonthsView> {
    return this.slices.monthly(query, caller);
  }
}
