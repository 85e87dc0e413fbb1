import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueryDto } from '../http/body.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import {
  ComparisonView,
  PortfolioEquityQueryDto,
  PortfolioEquityView,
  PortfolioQueryDto,
  PortfolioSummaryView,
} from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';

@ApiTags('Portfolio')
@Controller('portfolio')
export class PortfolioController {
  constructor(private readonly portfolio: PortfolioService) {}

  @Get('summary')
  @Needs('read')
  @ApiOperation({ summary: 'Totals over several accounts, per currency' })
  summary(
    @QueryDto(PortfolioQueryDto) query: PortfolioQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<PortfolioSummaryView> {
    return this.portfolio.summary(query, caller);
  }

  @Get('comparison')
  @Needs('read')
  @ApiOperation({ summary: 'Accounts side by side' })
  comparison(
    @QueryDto(PortfolioQueryDto) query: PortfolioQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<ComparisonView> {
    return this.portfolio.comparison(query, caller);
  }

  @Get('equity')
  @Needs('read')
  @ApiOperation({ summary: 'Balance and equity at the end of each day, from snapshots, per currency' })
  equity(
    @QueryDto(PortfolioEquityQueryDto) query: PortfolioEquityQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<PortfolioEquityView> {
    return this.portfolio.equity(query, caller);
  }
}
