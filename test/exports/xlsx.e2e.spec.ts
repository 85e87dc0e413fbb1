import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import { TestClock } from '../access/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { EVERYTHING } from './everything.js';
import { insertTrades, openAccount, type TradeFacts } from './support.js';

describe.each(DIALECTS)('trades as an Excel workbook on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect, { clock: new TestClock(Date.parse('2026-03-02T18:00:00Z')) });
  });
  afterAll(() => app.close());

  const download = (query: string) =>
    fetch(`${app.url}/api/exports/trades.xlsx?${query}`, { headers: { 'x-api-key': app.adminKey } });
  /** The sheet as a program reads it that knows nothing of ours. */
  const sheet = async (query: string) => readSheet(Buffer.from(await (await download(query)).arrayBuffer()));
  const journal = async (account: string, trades: TradeFacts[]) => {
    await openAccount(app, account);
    await insertTrades(app, account, trades);
  };

  it('is a workbook with the header alone when no trade matches', async () => {
    await openAccount(app, 'none');

    expect(await sheet('account=none&layout=custom&columns=symbol,result_r')).toEqual([
      ['symbol', 'result_r'],
    ]);
  });

  it('names the file after the day', async () => {
    const { headers } = await download('symbol=NONE');

    expect(headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(headers.get('content-disposition')).toBe('attachment; filename="trades-2026-03-02.xlsx"');
  });

  it('keeps every digit: decimals that a double holds are numbers, longer ones text', async () => {
    await journal('digits', [EVERYTHING]);

    const [, row] = await sheet(
      'account=digits&layout=custom&columns=pl_amount_gross,pl_amount_net,entry_price,fees_paid,result_r,initial_risk_amount',
    );

    // 18 and 13 significant digits, and what 0.1 + 0.2 is as a double.
    expect(row).toEqual(['-92233720368.54775807', -1e-8, 1.200000000001, 1.5, 0.1 + 0.2, 100.00000001]);
  });

  it('has dates, flags, lists and empty cells as what they are', async () => {
    await journal('kinds', [{ ...EVERYTHING, exitTime: '2026-03-02T15:31:05.123456Z' }, {}]);

    const [, open, closed] = await sheet(
      'account=kinds&layout=custom&columns=exit_time,profit_mismatch,tags,ticket,result_r',
    );

    expect(closed?.[0]).toEqual(new Date('2026-03-02T15:31:05.123Z'));
    expect(closed?.slice(1, 4)).toEqual([true, EVERYTHING.tags?.join('; '), EVERYTHING.ticket]);
    expect(open).toEqual([null, false, null, null, null]);
  });

  it('holds text that looks like a formula as text, and awkward text whole', async () => {
    const texts = [
      '=HYPERLINK("http://evil.example","x")',
      '-1',
      '<a> & "b"',
      'two\nlines',
      '_x0041_',
      '😀 円',
    ];
    await journal(
      'awkward',
      texts.map((notes) => ({ notes })),
    );

    const rows = await sheet('account=awkward&layout=custom&columns=notes,symbol');

    expect(rows.slice(1).map(([notes]) => notes)).toEqual([...texts].reverse());
  });

  it('refuses what the CSV refuses', async () => {
    const response = await download('layout=custom&columns=profit');

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'validation_failed' });
    expect((await download('bom=true')).status).toBe(422);
  });
});
