import { Controller, Get, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueryDto } from '../http/body.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { ExportTradesDto } from './exports.dto.js';
import { ExportsService } from './exports.service.js';

@ApiTags('Exports')
@Controller('exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Get('trades.csv')
  @Needs('read')
  @ApiOperation({ summary: 'Download trades as CSV, newest entry first; only the header when none match' })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  trades(
    @QueryDto(ExportTradesDto) query: ExportTradesDto,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    return this.exports.exportTrades(query, caller);
  }
}
