import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DayParam, Dto, QueryDto } from '../http/body.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { AggregationService } from './aggregation.service.js';
import {
  AggregateDto,
  AggregateView,
  CalendarQueryDto,
  CalendarView,
  DailyPageView,
  DailyQueryDto,
  DailyView,
  DayQueryDto,
  PerformanceQueryDto,
  PeriodListView,
  SummaryView,
} from './performance.dto.js';
import { PerformanceService } from './performance.service.js';

@ApiTags('Performance')
@Controller('performance')
export class PerformanceController {
  constructor(
    private readonly performance: PerformanceService,
    private readonly aggregation: AggregationService,
  ) {}

  @Get('daily')
  @Needs('read')
  @ApiOperation({ summary: 'Trading days with a closed trade, newest first' })
  daily(
    @QueryDto(DailyQueryDto) query: DailyQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<DailyPageView> {
    return this.performance.daily(query, caller);
  }

  @Get('daily/:date')
  @Needs('read')
  @ApiOperation({ summary: 'One trading day; 404 when it has no closed trade' })
  day(
    @Param('date', DayParam) date: string,
    @QueryDto(DayQueryDto) { account }: DayQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<DailyView> {
    return this.performance.day(date, account, caller);
  }

  @Get('summary')
  @Needs('read')
  @ApiOperation({ summary: 'A range of days in one object: figures, best and worst day, streaks of days' })
  summary(
    @QueryDto(PerformanceQueryDto) query: PerformanceQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SummaryView> {
    return this.performance.summary(query, caller);
  }

  @Get('calendar')
  @Needs('read')
  @ApiOperation({ summary: 'A month with every date, and the sums of its weeks' })
  calendar(
    @QueryDto(CalendarQueryDto) query: CalendarQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<CalendarView> {
    return this.performance.calendar(query, caller);
  }

  @Get('weekly')
  @Needs('read')
  @ApiOperation({ summary: "The account's trading weeks, newest first" })
  weekly(
    @QueryDto(PerformanceQueryDto) query: PerformanceQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<PeriodListView> {
    return this.performance.weekly(query, caller);
  }

  @Get('monthly')
  @Needs('read')
  @ApiOperation({ summary: 'Months, newest first' })
  monthly(
    @QueryDto(PerformanceQueryDto) query: PerformanceQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<PeriodListView> {
    return this.performance.monthly(query, caller);
  }

  @Post('aggregate')
  @HttpCode(200)
  @Needs('record')
  @ApiOperation({
    summary: 'Write the stored rows of a day, a range, or all days that are over; may be repeated',
  })
  aggregate(
    @Dto(AggregateDto) request: AggregateDto,
    @CurrentCaller() caller: Caller,
  ): Promise<AggregateView> {
    return this.aggregation.aggregate(request, caller);
  }
}
