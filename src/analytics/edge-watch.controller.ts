import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueryDto } from '../http/body.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { EdgeQueryDto, EdgeReportView } from './edge-watch.dto.js';
import { EdgeWatchService } from './edge-watch.service.js';

@ApiTags('Analytics')
@Controller('analytics')
export class EdgeWatchController {
  constructor(private readonly edge: EdgeWatchService) {}

  @Get('edge')
  @Needs('read')
  @ApiOperation({
    summary: 'Edge decay, walk-forward, slippage, scaling and promotion rules over the latest trades',
  })
  report(
    @QueryDto(EdgeQueryDto) query: EdgeQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<EdgeReportView> {
    return this.edge.report(query, caller);
  }
}
