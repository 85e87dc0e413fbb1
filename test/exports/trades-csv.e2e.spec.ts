import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { snakeCase } from '../../src/common/case.js';
import { TRADE_FIELDS } from '../../src/exports/domain/trade-fields.js';
import type { TradeView } from '../../src/trading/trade.view.dto.js';
import { TestClock } from '../access/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { EVERYTHING } from './everything.js';
import { insertTrades, openAccount, parseCsv, recordsOf, type TradeFacts } from './support.js';

// Copied from the specification, 1.9; the three gear columns are the ones that it asks a rebuild to append.
const FULL =
  'trade_id,timestamp_entry,timestamp_exit,symbol,trade_type,strategy_used,regime_at_entry,timeframe,entry_price,' +
  'exit_price,stop_loss_price,take_profit_price,position_size,portfolio_equity_at_entry,' +
  'entry_execution_latency_ms,exit_execution_latency_ms,entry_slippage_ticks,exit_slippage_ticks,' +
  'execution_quality_score,order_type_entry,order_type_exit,holding_duration_minutes,exit_reason,pl_amount_gross,' +
  'pl_amount_net,pl_percentage,result_r,fees_paid,win_loss,risk_reward_ratio,mae,mfe,stop_distance_points,' +
  'volatility_at_entry,volume_at_entry,vwap_at_entry,entry_vwap_distance_pct,technical_signals_confluence,' +
  'adx_at_entry,vwap_slope_at_entry,strategy_confidence_score,trade_success_probability,tf_alignment_score,' +
  'spread_ticks_at_entry,liquidity_quality_score,account_id,dll_at_entry,dll_remaining_after,' +
  'mental_state_pre_trade,rule_breaks,trade_trigger_signal,notes,' +
  'gear_at_entry,gear_at_exit,gear_shift_reason_entry';
const MINIMAL =
  'trade_id,timestamp_entry,timestamp_exit,symbol,trade_type,strategy_used,regime_at_entry,entry_price,exit_price,' +
  'stop_loss_price,take_profit_price,position_size,result_r,win_loss,exit_reason,notes';
const JOURNAL =
  'Date,Time,Symbol,Direction,Entry,Exit,Contracts,$R,Stop,Target,PnL_R,PnL_$,Regime,Setup,Win/Loss,Entry_Slip,' +
  'Exit_Slip,Fees,Net_PnL,Duration_min,MAE,MFE,Notes';
const SECTION_5 =
  'Date,Setup,Regime,Direction,Entry,Stop,Target,Exit,StopPts,ResultPts,Result_R,Fees$,GrossPnL$,NetPnL$,' +
  'EntryMinusVWAP_ticks,VWAP_Filter_Status,Slippage_Entry_ticks,Slippage_Exit_ticks,RuleBreaks,Notes';

describe.each(DIALECTS)('trades as CSV on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect, { clock: new TestClock() });
    await openAccount(app, 'empty');
  });
  afterAll(() => app.close());

  const exportOf = (query: string, headers: Record<string, string> = {}) =>
    app.fetchJson('GET', `/api/exports/trades.csv?${query}`, undefined, headers);

  it.each([
    ['', FULL],
    ['&layout=full', FULL],
    ['&layout=minimal', MINIMAL],
    ['&layout=journal', JOURNAL],
    ['&layout=section5', SECTION_5],
    ['&layout=custom&columns=tags, ticket,trade_id', 'tags,ticket,trade_id'],
  ])('has only the header for no trades with %s', async (query, header) => {
    const answer = await exportOf(`account=empty${query}`);

    expect(answer).toMatchObject({ status: 200, body: `${header}\r\n` });
  });

  it('names the file after the layout and the day', async () => {
    const { headers } = await exportOf('account=empty&layout=minimal');

    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="trades-minimal-2026-03-02.csv"');
  });

  it.each([
    ['', false],
    ['&bom=false', false],
    ['&bom=true', true],
  ])('begins with a byte order mark only when asked: %s', async (query, marked) => {
    const response = await fetch(`${app.url}/api/exports/trades.csv?account=empty${query}`, {
      headers: { 'x-api-key': app.adminKey },
    });
    const bytes = Buffer.from(await response.arrayBuffer());

    expect(bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))).toBe(marked);
    expect(bytes.toString()).toContain(FULL);
  });

  describe('a reported trade', () => {
    beforeAll(async () => {
      await openAccount(app, 'chicago', 'America/Chicago');
      const trade = {
        ...{ account: 'chicago', symbol: 'MNQ', direction: 'SHORT', quantity: '2' },
        ...{ entryPrice: '15020.25', exitPrice: '15010', stopLoss: '15030.25', takeProfit: '15000' },
        ...{ entryTime: '2026-03-02T04:30:00Z', exitTime: '2026-03-02T04:45:30Z', fees: '1.5' },
        ...{ intendedPrice: '15020.5', intendedExitPrice: '15009.5', mae: '3.25', mfe: '12' },
        ...{ strategy: 'VWAP Pullback', regime: 'TREND', exitReason: 'Target', ruleBreaks: 1 },
        ...{ entryMinusVwapTicks: -6, vwapFilterStatus: 'PASS', notes: 'By the book, "clean"' },
      };
      const answer = await app.fetchJson('POST', '/api/trades', trade);
      expect(answer.status).toBe(201);
    });

    // 2 contracts × 10.25 points × $2 = $41; 10 points of stop risk $40; (41 − 1.5) ÷ 40 = 0.9875 R.
    it('fills the journal layout in the zone of its account', async () => {
      const { body } = await exportOf('account=chicago&layout=journal');

      expect(body).toBe(
        `${JOURNAL}\r\n` +
          '2026-03-01,22:30:00,MNQ,Short,15020.25,15010,2,40,15030.25,15000,0.9875,41,TREND,VWAP Pullback,Win,' +
          '1,2,1.5,39.5,15.5,3.25,12,"By the book, ""clean"""\r\n',
      );
    });

    it('fills the section-5 layout', async () => {
      const { body } = await exportOf('account=chicago&layout=section5');

      expect(body).toBe(
        `${SECTION_5}\r\n` +
          '2026-03-01,VWAP Pullback,TREND,Short,15020.25,15030.25,15000,15010,10,10.25,0.9875,1.5,41,39.5,' +
          '-6,PASS,1,2,1,"By the book, ""clean"""\r\n',
      );
    });

    it('shows the stop that was planned, wherever it moved', async () => {
      await openAccount(app, 'moved');
      await insertTrades(app, 'moved', [{ initialStopLoss: '15030.25', stopLoss: '15021' }]);

      const { body } = await exportOf('account=moved&layout=custom&columns=stop_loss_price,stop_loss');

      expect(recordsOf(body)).toEqual([{ stop_loss_price: '15030.25', stop_loss: '15021' }]);
    });

    it('leaves empty what an open trade does not have yet', async () => {
      await openAccount(app, 'open-one');
      await insertTrades(app, 'open-one', [{ entryPrice: '15020.25', stopLoss: '15000' }]);

      const [row] = recordsOf((await exportOf('account=open-one&layout=section5')).body);

      expect(row).toMatchObject({ Entry: '15020.25', Stop: '15000', Exit: '', ResultPts: '', NetPnL$: '' });
    });
  });

  describe('the values', () => {
    beforeAll(async () => {
      await openAccount(app, 'values');
      await insertTrades(app, 'values', [EVERYTHING, {}]);
    });

    it('equal those of the API in every column', async () => {
      const { body: list } = await app.fetchJson('GET', '/api/trades?account=values');
      const items: TradeView[] = list.items;
      const fields = Object.keys(items[0] as object) as (keyof TradeView)[];

      const { body } = await exportOf(
        `account=values&layout=custom&columns=${fields.map(snakeCase).join(',')}`,
      );

      expect(recordsOf(body)).toEqual(
        items.map((trade) => Object.fromEntries(fields.map((name) => [snakeCase(name), shown(trade[name])]))),
      );
      expect(Object.keys(TRADE_FIELDS).sort()).toEqual([...fields].sort());
      expect(items.some((trade) => fields.every((name) => trade[name] !== null))).toBe(true);
    });

    it('equal those of the API under the headers of the full layout', async () => {
      const { body: list } = await app.fetchJson('GET', '/api/trades?account=values');

      const rows = recordsOf((await exportOf('account=values')).body);

      expect(rows).toEqual(list.items.map(fullRow));
    });
  });

  describe('awkward text', () => {
    const texts = [
      '=HYPERLINK("http://evil.example","x")',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '"quoted", and\r\ntwo lines',
      'žluťoučký kůň, 円 😀',
      "it's",
    ];

    beforeAll(async () => {
      await openAccount(app, 'awkward');
      await insertTrades(
        app,
        'awkward',
        texts.map((notes) => ({
          notes,
          strategy: notes,
          plAmountNet: '-12.5',
          resultR: -1,
          tags: ['=1', 'b'],
        })),
      );
    });

    it('comes back whole, disarmed where a spreadsheet would run it', async () => {
      const { body } = await exportOf('account=awkward&layout=custom&columns=notes,strategy_used');

      const safe = texts.map((text) => (/^[=+\-@\t]/.test(text) ? `'${text}` : text)).reverse();
      expect(parseCsv(body)).toEqual([['notes', 'strategy_used'], ...safe.map((text) => [text, text])]);
    });

    it('leaves negative numbers numbers', async () => {
      const { body } = await exportOf('account=awkward&layout=custom&columns=pl_amount_net,result_r,tags');

      expect(parseCsv(body)[1]).toEqual(['-12.5', '-1', "'=1; b"]);
    });
  });

  describe('the filters', () => {
    beforeAll(async () => {
      await openAccount(app, 'first');
      await openAccount(app, 'second');
      await insertTrades(app, 'first', [SELECTED, {}]);
      await insertTrades(app, 'second', [{}]);
    });

    it.each([
      'account=first',
      'symbol=MES',
      'strategy=ORB',
      'regime=range',
      'gear=D',
      'status=CLOSED',
      'direction=short',
      'winLoss=Loss',
      'exitReason=Stop',
      'tag=news',
      'entryFrom=2026-03-02T15:00:00Z',
      'entryTo=2026-03-02T15:00:00Z',
      'exitFrom=2026-03-02T16:00:00Z',
      'exitTo=2026-03-02T17:00:00Z',
      'search=revenge',
      'account=first&symbol=MES&search=nothing',
    ])('select what they select in the list: %s', async (query) => {
      const { body: list } = await app.fetchJson('GET', `/api/trades?limit=1000&${query}`);
      const { body } = await exportOf(`layout=minimal&${query}`);

      expect(
        parseCsv(body)
          .slice(1)
          .map(([tradeId]) => Number(tradeId)),
      ).toEqual(list.items.map(({ tradeId }: TradeView) => tradeId));
    });

    it('are described like those of the list', async () => {
      const { body: api } = await app.fetchJson('GET', '/docs/openapi.json');
      const parametersOf = (path: string): object[] =>
        api.paths[path].get.parameters.filter(
          ({ name }: { name: string }) => !['limit', 'cursor', 'total'].includes(name),
        );

      const own = parametersOf('/api/exports/trades.csv');

      expect(own).toEqual(expect.arrayContaining(parametersOf('/api/trades')));
      expect(own).toHaveLength(parametersOf('/api/trades').length + 3);
    });

    it.each(['status=DONE', 'regime=SIDEWAYS', 'entryFrom=yesterday', 'limit=5', 'cursor=x', 'total=true'])(
      'refuse %s',
      async (query) => {
        expect(await exportOf(query)).toMatchObject({
          status: 422,
          body: { code: 'validation_failed', errors: [{ field: query.split('=')[0] }] },
        });
      },
    );
  });

  describe('the columns', () => {
    const refusal = (query: string) => exportOf(`account=empty&${query}`);

    it('are refused when unknown, each by its name', async () => {
      const answer = await refusal('layout=custom&columns=symbol,profit,,Ticket');

      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
      expect(answer.body.detail).toContain('"profit"');
      expect(answer.body.errors).toMatchObject([
        { field: 'columns', rule: 'unknown_column', message: expect.stringContaining('"profit"') },
        { field: 'columns', rule: 'unknown_column', message: expect.stringContaining('""') },
        { field: 'columns', rule: 'unknown_column', message: expect.stringContaining('"Ticket"') },
      ]);
    });

    it.each([
      ['layout=custom', 'required'],
      ['columns=symbol', 'layout'],
      ['layout=minimal&columns=symbol', 'layout'],
      ['layout=custom&columns=symbol,notes,symbol', 'duplicate_column'],
      // A property that every JavaScript object has is no column.
      ['layout=custom&columns=constructor', 'unknown_column'],
    ])('are refused with %s', async (query, rule) => {
      expect(await refusal(query)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'columns', rule }] },
      });
    });

    it('are refused with a layout that does not exist', async () => {
      expect(await refusal('layout=tax')).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'layout' }] },
      });
    });
  });

  describe('the key', () => {
    beforeAll(async () => {
      await openAccount(app, 'mine');
      await openAccount(app, 'theirs');
      await insertTrades(app, 'mine', [{ ticket: 'M1' }]);
      await insertTrades(app, 'theirs', [{ ticket: 'T1' }]);
    });

    const keyFor = async (input: object) => {
      const { body } = await app.fetchJson('POST', '/api/auth/keys', { name: 'bot', ...input });
      return { 'x-api-key': body.apiKey as string };
    };

    it('needs the scope read', async () => {
      expect(await exportOf('', await keyFor({ scopes: ['record'] }))).toMatchObject({
        status: 403,
        body: { code: 'missing_scope', scope: 'read' },
      });
    });

    it('exports only the accounts it is bound to', async () => {
      const key = await keyFor({ scopes: ['read'], accounts: ['mine'] });

      const { body } = await exportOf('layout=custom&columns=account_id,ticket', key);

      expect(parseCsv(body)).toEqual([
        ['account_id', 'ticket'],
        ['mine', 'M1'],
      ]);
      expect(await exportOf('account=theirs', key)).toMatchObject({
        status: 403,
        body: { code: 'account_forbidden' },
      });
    });

    it('gets a problem document for an account that does not exist', async () => {
      expect(await exportOf('account=nowhere')).toMatchObject({
        status: 422,
        body: { code: 'unknown_account' },
      });
    });
  });
});

/** A value as a cell shows it. */
function shown(value: TradeView[keyof TradeView]): string {
  return Array.isArray(value) ? value.join('; ') : String(value ?? '');
}

/** Where the specification's name differs from ours. */
function fullRow(trade: TradeView): Record<string, string> {
  const renamed: Record<string, string | null> = {
    timestamp_entry: trade.entryTime,
    timestamp_exit: trade.exitTime,
    trade_type: { LONG: 'Long', SHORT: 'Short' }[trade.direction],
    strategy_used: trade.strategy,
    stop_loss_price: trade.initialStopLoss,
    take_profit_price: trade.initialTakeProfit,
    position_size: trade.quantity,
    account_id: trade.account,
  };
  const values = Object.fromEntries(Object.entries(trade).map(([name, value]) => [snakeCase(name), value]));
  return Object.fromEntries(
    FULL.split(',').map((header) => [header, shown(header in renamed ? renamed[header] : values[header])]),
  );
}

/** The one trade that every filter of the test selects. */
const SELECTED: TradeFacts = {
  ...{ symbol: 'MES', strategy: 'ORB', regimeAtEntry: 'RANGE', gearAtEntry: 'D', status: 'CLOSED' },
  ...{ direction: 'SHORT', winLoss: 'Loss', exitReason: 'Stop', tags: ['news'], notes: 'Revenge trade' },
  ...{ entryTime: '2026-03-02T15:00:00.000000Z', exitTime: '2026-03-02T16:00:00.000000Z' },
};
