import { type Command, Option } from 'commander';
import { readConfigFor } from '../config/override.js';
import { FORMATS, type Format } from '../exports/formats.js';
import type { CliIo } from './cli-io.js';
import { EXPORT_FILTERS, EXPORT_KINDS, type ExportKind } from './export-kinds.js';
import { databaseUrlOption } from './options.js';
import { Progress } from './progress.js';

const EXAMPLES = `
Examples:
  blotter export trades --format csv --out trades.csv --account demo
  blotter export trades --format parquet --out trades.parquet --exit-from 2026-01-01T00:00:00Z
  blotter export trades --format csv --out r.csv --layout custom --columns trade_id,symbol,result_r
  blotter export daily-performance --format xlsx --out days.xlsx --from 2026-01-01 --to 2026-02-01

The filters are those of GET /api/exports. A file appears when it is whole; one that was there is replaced.`;

interface ExportOptions extends Record<string, unknown> {
  format: Format;
  out: string;
}

export function addExportCommands(program: Command, io: CliIo): void {
  const parent = program
    .command('export')
    .description('write records into a file')
    .addOption(databaseUrlOption())
    .addHelpText('after', EXAMPLES);
  for (const kind of EXPORT_KINDS) {
    addExport(parent, io, kind);
  }
}

function addExport(parent: Command, io: CliIo, kind: ExportKind): void {
  const formats = kind === 'trades' ? FORMATS : FORMATS.filter((format) => format !== 'parquet');
  const command = parent
    .command(kind)
    .description(`write ${kind} into a file, newest first`)
    .addOption(new Option('--format <format>', 'kind of file').choices(formats).makeOptionMandatory())
    .requiredOption('--out <file>', 'path of the file');
  for (const filter of EXPORT_FILTERS[kind]) {
    command.option(`--${kebabCase(filter)} <value>`);
  }
  command.action(async ({ format, out, ...query }: ExportOptions) => {
    const config = readConfigFor(parent.opts<{ databaseUrl?: string }>().databaseUrl, io.environment);
    // Loaded here, because the other commands need not wait for the whole application.
    const { ExportDesk } = await import('./export-desk.js');
    await ExportDesk.use(config, async (desk) => {
      const progress = new Progress(kind, io.writeError);
      progress.end(await desk.write({ kind, format, out, query, onRows: (count) => progress.show(count) }));
    });
    io.write(`Wrote ${out}\n`);
  });
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
