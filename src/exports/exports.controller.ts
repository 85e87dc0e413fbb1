import { Controller, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { QueryDto } from '../http/body.js';
import { type Caller, CurrentCaller } from '../http/scopes.js';
import { Downloads } from './downloads.decorator.js';
import {
  DailyFilterDto,
  ExportDailyDto,
  ExportMetricsDto,
  ExportSignalsDto,
  ExportSnapshotsDto,
  ExportTradesDto,
  MetricFilterDto,
  SignalFilterDto,
  SnapshotFilterDto,
  TradeFilterDto,
  TradeTableDto,
} from './exports.dto.js';
import { ExportsService } from './exports.service.js';

type File = Promise<StreamableFile>;

@ApiTags('Exports')
@Controller('exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Downloads('trades.csv', 'Download trades as CSV, newest entry first; only the header when none match')
  tradesCsv(@QueryDto(ExportTradesDto) query: ExportTradesDto, @CurrentCaller() caller: Caller): File {
    return this.exports.tradesCsv(query, caller);
  }

  @Downloads('trades.xlsx', 'Download trades as an Excel workbook')
  tradesXlsx(@QueryDto(TradeTableDto) query: TradeTableDto, @CurrentCaller() caller: Caller): File {
    return this.exports.tradesXlsx(query, caller);
  }

  @Downloads('trades.parquet', 'Download trades with every field as Parquet, for notebooks')
  tradesParquet(@QueryDto(TradeFilterDto) query: TradeFilterDto, @CurrentCaller() caller: Caller): File {
    return this.exports.tradesParquet(query, caller);
  }

  @Downloads('signals.csv', 'Download signals as CSV, newest first')
  signalsCsv(@QueryDto(ExportSignalsDto) query: ExportSignalsDto, @CurrentCaller() caller: Caller): File {
    return this.exports.signalsCsv(query, caller);
  }

  @Downloads('signals.xlsx', 'Download signals as an Excel workbook')
  signalsXlsx(@QueryDto(SignalFilterDto) query: SignalFilterDto, @CurrentCaller() caller: Caller): File {
    return this.exports.signalsXlsx(query, caller);
  }

  @Downloads('snapshots.csv', 'Download account snapshots as CSV, newest first')
  snapshotsCsv(
    @QueryDto(ExportSnapshotsDto) query: ExportSnapshotsDto,
    @CurrentCaller() caller: Caller,
  ): File {
    return this.exports.snapshotsCsv(query, caller);
  }

  @Downloads('snapshots.xlsx', 'Download account snapshots as an Excel workbook')
  snapshotsXlsx(
    @QueryDto(SnapshotFilterDto) query: SnapshotFilterDto,
    @CurrentCaller() caller: Caller,
  ): File {
    return this.exports.snapshotsXlsx(query, caller);
  }

  @Downloads('daily-performance.csv', 'Download the trading days as CSV, newest first')
  dailyCsv(@QueryDto(ExportDailyDto) query: ExportDailyDto, @CurrentCaller() caller: Caller): File {
    return this.exports.dailyCsv(query, caller);
  }

  @Downloads('daily-performance.xlsx', 'Download the trading days as an Excel workbook')
  dailyXlsx(@QueryDto(DailyFilterDto) query: DailyFilterDto, @CurrentCaller() caller: Caller): File {
    return this.exports.dailyXlsx(query, caller);
  }

  @Downloads('metrics.csv', 'Download the stored metrics as CSV, newest first')
  metricsCsv(@QueryDto(ExportMetricsDto) query: ExportMetricsDto, @CurrentCaller() caller: Caller): File {
    return this.exports.metricsCsv(query, caller);
  }

  @Downloads('metrics.xlsx', 'Download the stored metrics as an Excel workbook')
  metricsXlsx(@QueryDto(MetricFilterDto) query: MetricFilterDto, @CurrentCaller() caller: Caller): File {
    return this.exports.metricsXlsx(query, caller);
  }
}
