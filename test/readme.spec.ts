import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { VERSION } from '../src/common/version.js';
import { startApp, type TestApp } from './support/app.js';
import { DIALECTS } from './support/databases.js';

const run = promisify(execFile);

/** The first shell block behind the walk-through's mark. */
function walkThrough(): string {
  const readme = readFileSync('README.md', 'utf8');
  return /<!-- walk-through:.*?-->\s*```sh\n(.*?)```/s.exec(readme)?.[1] ?? '';
}

describe.each(DIALECTS)("the README's walk-through on %s", (dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(dialect);
  });
  afterAll(() => app.close());

  it('runs as it is printed and ends in the trade that it promises', async () => {
    const env = { PATH: process.env.PATH, URL: app.url, KEY: app.adminKey };
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', walkThrough()], { env });

    const { body } = await app.fetchJson('GET', '/api/trades?account=demo');
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      ...{
        status: 'CLOSED',
        direction: 'LONG',
        quantity: '2',
        entryPrice: '15000.25',
        exitPrice: '15015.25',
      },
      ...{
        plAmountGross: '60',
        feesPaid: '2.48',
        plAmountNet: '57.52',
        winLoss: 'Win',
        exitReason: 'Target',
      },
      ...{ initialStopLoss: '14990', initialRiskAmount: '41', entrySlippageTicks: '1' },
    });
    const [header = '', row = ''] = stdout.trim().split(/\r?\n/).slice(-2);
    expect(header).toBe(
      'trade_id,timestamp_entry,timestamp_exit,symbol,trade_type,strategy_used,regime_at_entry,entry_price,exit_price,' +
        'stop_loss_price,take_profit_price,position_size,result_r,win_loss,exit_reason,notes',
    );
    expect(row).toContain('MNQ,Long,');
  });
});

describe('the documentation', () => {
  it('lists every error code that the source can answer with', () => {
    const listed = readFileSync('docs/errors.md', 'utf8');
    const codes = sourceFiles('src').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:new \w+Error\(\s*|\bcode: )'([a-z_]+)'/g)].map(
        ([, code]) => code ?? '',
      ),
    );

    expect(codes.length).toBeGreaterThan(30);
    expect([...new Set(codes)].filter((code) => !listed.includes(`\`${code}\``))).toEqual([]);
  });

  it('names the version of package.json', () => {
    expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
  });

  it('links to files that exist', () => {
    const documents = ['README.md', ...sourceFiles('docs', '.md')].filter(
      (file) => !file.includes('template'),
    );
    const broken = documents.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\]\((?!http|#)([^)#]+)/g)]
        .map(([, link]) => join(file, '..', link ?? ''))
        .filter((target) => !exists(target))
        .map((target) => `${file} → ${target}`),
    );

    expect(broken).toEqual([]);
  });
});

function sourceFiles(folder: string, ending = '.ts'): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name));
}

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EISDIR';
  }
}
