import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Caller } from '../http/scopes.js';
import { csvFile } from './csv-file.js';
import type { ExportTable } from './export-table.js';
import { ExportTables } from './export-tables.js';
import type {
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
import { MEDIA_TYPES, type Format } from './formats.js';
import { parquetFile } from './parquet-file.js';
import { xlsxFile } from './xlsx-file.js';

/** Sends tables as files, as fast as the reader at the other end takes them. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly tables: ExportTables,
    private readonly clock: Clock,
  ) {}

  /** `title` of the file is "trades-minimal" for the layout minimal. */
  async tradesCsv(query: ExportTradesDto, caller: Caller): Promise<StreamableFile> {
    const table = await this.tables.trades(query, caller);
    return this.#csv({ ...table, title: `trades-${query.layout ?? 'full'}` }, query);
  }

  async tradesXlsx(query: TradeTableDto, caller: Caller): Promise<StreamableFile> {
    return this.#xlsx(await this.tables.trades(query, caller));
  }

  async tradesParquet(query: TradeFilterDto, caller: Caller): Promise<StreamableFile> {
    const table = await this.tables.everyTradeField(query, caller);
    return this.#send(parquetFile(table), table.title, 'parquet');
  }

  async signalsCsv(query: ExportSignalsDto, caller: Caller): Promise<StreamableFile> {
    return this.#csv(await this.tables.signals(query, caller), query);
  }

  async signalsXlsx(query: SignalFilterDto, caller: Caller): Promise<StreamableFile> {
    return this.#xlsx(await this.tables.signals(query, caller));
  }

  async snapshotsCsv(query: ExportSnapshotsDto, caller: Caller): Promise<StreamableFile> {
    return this.#csv(await this.tables.snapshots(query, caller), query);
  }

  async snapshotsXlsx(query: SnapshotFilterDto, caller: Caller): Promise<StreamableFile> {
    return this.#xlsx(await this.tables.snapshots(query, caller));
  }

  async dailyCsv(query: ExportDailyDto, caller: Caller): Promise<StreamableFile> {
    return this.#csv(await this.tables.dailyPerformance(query, caller), query);
  }

  async dailyXlsx(query: DailyFilterDto, caller: Caller): Promise<StreamableFile> {
    return this.#xlsx(await this.tables.dailyPerformance(query, caller));
  }

  async metricsCsv(query: ExportMetricsDto, caller: Caller): Promise<StreamableFile> {
    return this.#csv(await this.tables.metrics(query, caller), query);
  }

  async metricsXlsx(query: MetricFilterDto, caller: Caller): Promise<StreamableFile> {
    return this.#xlsx(await this.tables.metrics(query, caller));
  }

  #csv<Row>(table: ExportTable<Row>, options: { bom?: boolean }): StreamableFile {
    return this.#send(csvFile(table, options), table.title, 'csv');
  }

  #xlsx<Row>(table: ExportTable<Row>): StreamableFile {
    return this.#send(xlsxFile(table), table.title, 'xlsx');
  }

  /** The stream ends its source when the client leaves, and asks for no more than the client takes. */
  #send(content: AsyncGenerator<string | Uint8Array, void>, title: string, format: Format): StreamableFile {
    // Bytes instead of objects: the buffer between database and socket is then 64 KB plus one page.
    return new StreamableFile(Readable.from(content, { objectMode: false }), {
      type: MEDIA_TYPES[format],
      disposition: `attachment; filename="${title}-${this.clock.now().slice(0, 10)}.${format}"`,
    });
  }
}
