import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadPackage } from '@nestjs/common/internal';
import { parquetMetadata } from 'hyparquet';
import { readSheet } from 'read-excel-file/node';
import { writeAtomically } from '../../src/cli/atomic-file.js';
import { EXPORT_FILTERS } from '../../src/cli/export-kinds.js';
import { runCli } from '../../src/cli/run-cli.js';
import {
  DailyFilterDto,
  MetricFilterDto,
  SignalFilterDto,
  SnapshotFilterDto,
  TradeTableDto,
} from '../../src/exports/exports.dto.js';
import { readersOf } from '../../src/http/readers.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { insertTrades, openAccount, parseCsv } from './support.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blotter-export-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
// Jest on Node 20 cannot load @fastify/static, which requires ES modules; Nest takes it from a cache of its own.
beforeAll(async () => {
  const serveNothing = (): Promise<void> => Promise.resolve();
  await loadPackage('@fastify/static', 'tests', () => Promise.resolve({ default: serveNothing }));
});

describe.each(DIALECTS)('blotter export on %s', (dialect) => {
  let scratch: ScratchDatabase;
  let app: TestApp;

  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
    app = await startApp(dialect, { scratch });
    await openAccount(app, 'demo');
    await openAccount(app, 'other');
    await insertTrades(app, 'demo', [{ symbol: 'ES' }, { winLoss: 'Loss' }, {}]);
    await insertTrades(app, 'other', [{}]);
  });
  afterAll(async () => {
    await app.close();
    await scratch.drop();
  });

  const blotter = async (...argv: string[]) => {
    const out: string[] = [];
    const error: string[] = [];
    const code = await runCli(['export', ...argv, '--database-url', scratch.url], {
      write: (text) => void out.push(text),
      writeError: (text) => void error.push(text),
      environment: {},
    });
    return { code, out: out.join(''), error: error.join('') };
  };

  it('writes the file that the route sends, and says how many rows', async () => {
    const file = join(folder, 'trades.csv');

    const { code, out, error } = await blotter(
      'trades',
      '--format',
      'csv',
      '--out',
      file,
      '--account',
      'demo',
    );

    const { body } = await app.fetchJson('GET', '/api/exports/trades.csv?account=demo');
    expect({ code, out }).toEqual({ code: 0, out: `Wrote ${file}\n` });
    expect(error).toMatch(/^trades: 3 rows, [\d,]+ rows\/s\n$/);
    expect(readFileSync(file, 'utf8')).toBe(body);
    expect(readdirSync(folder)).toEqual(['trades.csv']);
  });

  it('takes the filters and layouts of the route', async () => {
    const file = join(folder, 'trades.csv');
    const layout = ['--layout', 'custom', '--columns', 'symbol,win_loss'];

    await blotter('trades', '--format', 'csv', '--out', file, '--win-loss', 'loss', ...layout);

    expect(parseCsv(readFileSync(file, 'utf8'))).toEqual([
      ['symbol', 'win_loss'],
      ['MNQ', 'Loss'],
    ]);
  });

  it('writes Excel and Parquet', async () => {
    const [xlsx, parquet] = [join(folder, 'trades.xlsx'), join(folder, 'trades.parquet')];

    expect((await blotter('trades', '--format', 'xlsx', '--out', xlsx)).code).toBe(0);
    expect((await blotter('trades', '--format', 'parquet', '--out', parquet)).code).toBe(0);

    expect(await readSheet(xlsx)).toHaveLength(5);
    const bytes = readFileSync(parquet);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(parquetMetadata(file).num_rows).toBe(4n);
  });

  it.each(['signals', 'snapshots', 'daily-performance', 'metrics'])('writes %s', async (kind) => {
    const file = join(folder, 'rows.csv');

    expect((await blotter(kind, '--format', 'csv', '--out', file)).code).toBe(0);

    expect(parseCsv(readFileSync(file, 'utf8'))).toHaveLength(1);
  });

  it('leaves the file that was there when it cannot make a new one', async () => {
    const file = join(folder, 'trades.csv');
    writeFileSync(file, 'yesterday');

    const { code, out, error } = await blotter('trades', '--format', 'csv', '--out', file, '--account', 'no');

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toBe('blotter: Expected an existing account, was "no" (unknown_account)\n');
    expect(readFileSync(file, 'utf8')).toBe('yesterday');
    expect(readdirSync(folder)).toEqual(['trades.csv']);
  });

  it('tells wrong usage from failure', async () => {
    const file = join(folder, 'x');

    expect((await blotter('trades', '--out', file)).code).toBe(2);
    expect((await blotter('trades', '--format', 'pdf', '--out', file)).code).toBe(2);
    expect((await blotter('signals', '--format', 'parquet', '--out', file)).code).toBe(2);
    expect((await blotter('trades', '--format', 'csv', '--out', join(folder, 'no', 'x'))).code).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a file that is written atomically', () => {
  it('is not there when its content fails on the way', async () => {
    const content = async function* (): AsyncGenerator<string, void> {
      yield 'half';
      throw new Error('The database went away');
    };

    await expect(writeAtomically(join(folder, 'a.csv'), content())).rejects.toThrow('went away');

    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the options of blotter export', () => {
  it.each([
    ['trades', TradeTableDto],
    ['signals', SignalFilterDto],
    ['snapshots', SnapshotFilterDto],
    ['daily-performance', DailyFilterDto],
    ['metrics', MetricFilterDto],
  ] as const)('of %s are the parameters of the route', (kind, dto) => {
    expect([...EXPORT_FILTERS[kind]].sort()).toEqual([...readersOf(dto).keys()].sort());
  });
});
