import { OPERATOR } from '../access/api-keys.service.js';
import { createApplication } from '../bootstrap.js';
import type { Config } from '../config/config.js';
import { csvFile } from '../exports/csv-file.js';
import type { ExportTable } from '../exports/export-table.js';
import { ExportTables } from '../exports/export-tables.js';
import {
  DailyFilterDto,
  MetricFilterDto,
  SignalFilterDto,
  SnapshotFilterDto,
  TradeFilterDto,
  TradeTableDto,
} from '../exports/exports.dto.js';
import type { Format } from '../exports/formats.js';
import { parquetFile } from '../exports/parquet-file.js';
import { xlsxFile } from '../exports/xlsx-file.js';
import { readDtoOrThrow } from '../http/read-dto.js';
import { CliFailure } from './cli-failure.js';
import { writeAtomically } from './atomic-file.js';
import type { ExportKind } from './export-kinds.js';

export interface ExportRequest {
  kind: ExportKind;
  format: Format;
  /** Path of the file. */
  out: string;
  /** As in the query of the HTTP route. */
  query: object;
  /** Called after each page with the rows so far. */
  onRows: (rows: number) => void;
}

/** Writes exports into files for an operator, who sees every account. */
export class ExportDesk {
  private constructor(private readonly tables: ExportTables) {}

  /** Assembles the application without a port and lends its desk. */
  static async use<T>(config: Config, work: (desk: ExportDesk) => Promise<T>): Promise<T> {
    const app = await createApplication({ ...config, logLevel: 'silent' });
    try {
      return await work(new ExportDesk(app.get(ExportTables, { strict: false })));
    } finally {
      await app.close();
    }
  }

  /** Returns the number of rows. The file appears whole or not at all; throws as the routes do. */
  async write({ kind, format, out, query, onRows }: ExportRequest): Promise<number> {
    if (format === 'parquet' && kind !== 'trades') {
      throw new CliFailure(`Expected csv or xlsx for ${kind}: Parquet is for trades`);
    }
    const table = await this.#open(kind, format, query);
    let rows = 0;
    const counted = counting(table, (count) => {
      rows += count;
      onRows(rows);
    });
    await writeAtomically(out, contentOf(counted, format));
    return rows;
  }

  #open(kind: ExportKind, format: Format, query: object): Promise<ExportTable<never>> {
    return this.#tableOf(kind, format, query) as Promise<ExportTable<never>>;
  }

  #tableOf(kind: ExportKind, format: Format, query: object): Promise<unknown> {
    switch (kind) {
      case 'trades':
        return format === 'parquet'
          ? this.tables.everyTradeField(readDtoOrThrow(TradeFilterDto, query), OPERATOR)
          : this.tables.trades(readDtoOrThrow(TradeTableDto, query), OPERATOR);
      case 'signals':
        return this.tables.signals(readDtoOrThrow(SignalFilterDto, query), OPERATOR);
      case 'snapshots':
        return this.tables.snapshots(readDtoOrThrow(SnapshotFilterDto, query), OPERATOR);
      case 'daily-performance':
        return this.tables.dailyPerformance(readDtoOrThrow(DailyFilterDto, query), OPERATOR);
      case 'metrics':
        return this.tables.metrics(readDtoOrThrow(MetricFilterDto, query), OPERATOR);
    }
  }
}

function contentOf<Row>(table: ExportTable<Row>, format: Format): AsyncGenerator<string | Uint8Array, void> {
  switch (format) {
    case 'csv':
      return csvFile(table);
    case 'xlsx':
      return xlsxFile(table);
    case 'parquet':
      return parquetFile(table);
  }
}

function counting<Row>(table: ExportTable<Row>, onPage: (rows: number) => void): ExportTable<Row> {
  const pages = async function* (): AsyncGenerator<Row[], void> {
    for await (const page of table.pages) {
      onPage(page.length);
      yield page;
    }
  };
  return { ...table, pages: pages() };
}
