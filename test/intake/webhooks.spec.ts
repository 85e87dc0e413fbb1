import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestClock } from '../access/support.js';
import { fixture } from '../fixtures/intake/messages.js';
import { startApp, type Answer, type TestApp } from '../support/app.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';

const NO_KEY = { 'x-api-key': '' };
/** The clock's first instant, written as TradingView's {{timenow}} writes it. */
const NOW = '2026-03-02T14:31:05Z';

describe.each(DIALECTS)('webhooks on %s', (dialect) => {
  const clock = new TestClock();
  let scratch: ScratchDatabase;
  let app: TestApp;
  let key: string;
  let orders = 0;

  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
    app = await startApp(dialect, { clock, scratch });
    for (const account of ['demo', 'acc-1']) {
      await app.fetchJson('POST', '/api/accounts', { account, name: account, currency: 'USD' });
    }
    for (const symbol of ['BTCUSDT', 'AMD']) {
      const terms = { assetClass: 'stock', currency: 'USD', tickSize: '0.01', pointValue: '1' };
      expect(await app.fetchJson('POST', '/api/instruments', { symbol, ...terms })).toMatchObject({
        status: 201,
      });
    }
    key = await newKey({});
  });
  afterAll(async () => {
    await app.close();
    await scratch.drop();
  });

  async function newKey(change: { scopes?: string[]; accounts?: string[] | undefined }): Promise<string> {
    const input = { name: 'alerts', scopes: ['record'], accounts: ['demo'], ...change };
    return (await app.fetchJson('POST', '/api/auth/keys', input)).body.apiKey as string;
  }

  /** Sends a body under the bound key in the URL. */
  const send = (source: string, body: unknown, token = key): Promise<Answer> =>
    app.fetchJson('POST', `/api/webhooks/${source}/${token}`, body, NO_KEY);

  /** A valid order of its own, unlike all others. */
  const order = (change: object = {}): object => ({
    ticker: 'MNQ',
    action: 'buy',
    price: '15000',
    contracts: 1,
    time: NOW,
    order_id: `order-${++orders}`,
    ...change,
  });

  const payloads = (): Promise<{ raw_payload: string; signal_id: number | string }[]> =>
    byHand(scratch.options, 'SELECT signal_id, raw_payload FROM signals');

  async function payloadOf({ body }: Answer): Promise<string> {
    return (await payloads()).find((row) => Number(row.signal_id) === body.signalId)?.raw_payload ?? '';
  }

  it('tells that alerts can be sent', async () => {
    expect(await app.fetchJson('GET', '/api/webhooks/health', undefined, NO_KEY)).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
  });

  describe('records the message of a platform:', () => {
    it.each([
      [
        'tradingview',
        'tradingview-simple.json',
        [
          {
            symbol: 'MNQ',
            signalType: 'BUY',
            price: '15000.5',
            quantity: '3',
            strategy: 'ORB',
            confidence: 0.8,
            timestamp: '2026-03-02T14:31:05.000000Z',
            reason: 'Opening range broken',
            stopLoss: null,
            takeProfit: null,
          },
        ],
      ],
      [
        'tradingview',
        'traderspost-strategy.json',
        [
          {
            symbol: 'MNQ',
            signalType: 'BUY',
            price: '15000.25',
            stopLoss: '14980',
            takeProfit: '15040.5',
            timeframe: '5',
            strategy: 'TradingView',
          },
        ],
      ],
      ['tradingview', 'traderspost-flat.json', [{ symbol: 'MNQ', signalType: 'CLOSE', quantity: null }]],
      [
        'tradingview',
        'traderspost-percent.json',
        [{ symbol: 'AMD', signalType: 'SELL', stopLoss: '157.5', takeProfit: '135' }],
      ],
      [
        'tradingview',
        '3commas-reversal.json',
        [
          { symbol: 'BTCUSDT', signalType: 'CLOSE', quantity: null, reason: 'close long' },
          { symbol: 'BTCUSDT', signalType: 'SELL', quantity: '0.015', price: '64250.1', reason: null },
        ],
      ],
      [
        'tradingview',
        'algoway.json',
        [
          {
            symbol: 'EURUSD',
            signalType: 'BUY',
            quantity: '0.1',
            price: '1.085',
            stopLoss: null,
            takeProfit: '1.095',
            reason: 'london | stop_loss=120',
          },
        ],
      ],
      [
        'tradingview',
        'tradingwizard.json',
        [
          {
            symbol: 'ETHUSD',
            signalType: 'SELL',
            price: '3100.5',
            timeframe: '15',
            strategy: 'Mean reversion',
          },
        ],
      ],
      [
        'tradingview',
        'wundertrading.txt',
        [{ symbol: 'BTCUSDT', signalType: 'CLOSE', strategy: 'Trend bot' }],
      ],
      [
        'tradingview',
        'pineconnector-closelong.txt',
        [{ symbol: 'GBPUSD', signalType: 'CLOSE', reason: 'close long; closelong' }],
      ],
      [
        'mt5',
        'mt5.json',
        [
          {
            symbol: 'EURUSD',
            signalType: 'SELL',
            quantity: '0.5',
            price: '1.085',
            stopLoss: '1.0875',
            takeProfit: null,
            confidence: 0.75,
            strategy: 'MT5_breakout',
            reason: 'order 987654321; breakout',
            timestamp: '2023-06-15T07:30:00.000000Z',
          },
        ],
      ],
    ])('%s %s', async (source, file, signals) => {
      clock.advance(file === 'traderspost-flat.json' ? 1_800_000 : 0);

      const answer = await send(source, fixture(file));

      clock.advance(file === 'traderspost-flat.json' ? -1_800_000 : 0);
      expect(answer).toMatchObject({
        status: 202,
        body: {
          status: 'accepted',
          reason: null,
          signals: signals.map((signal) => ({ ...signal, source, account: 'demo' })),
        },
      });
      expect(answer.body.signals).toHaveLength(signals.length);
      expect(answer.body.signalIds).toEqual(
        answer.body.signals.map(({ signalId }: { signalId: number }) => signalId),
      );
      expect(answer.body.signalId).toBe(answer.body.signalIds[0]);
      expect(answer.body.timestamp).toBe(answer.body.signals[0].recordedAt);
      const stored = await app.fetchJson('GET', `/api/signals/${answer.body.signalId as number}`);
      expect(stored.body).toEqual(answer.body.signals[0]);
    });

    it('generic generic.json', async () => {
      const answer = await send('generic', fixture('generic.json'), await newKey({ accounts: ['acc-1'] }));

      expect(answer).toMatchObject({
        status: 202,
        body: {
          signals: [
            {
              account: 'acc-1',
              clientSignalId: 'generic:scanner-42',
              source: 'generic',
              symbol: 'MNQ',
              signalType: 'BUY',
              price: '15000',
              stopLoss: '14980',
              takeProfit: '15040',
              quantity: '2',
              confidence: 0.65,
              strategy: 'VWAP pullback',
              reason: 'Second touch',
            },
          ],
        },
      });
    });

    it.each(['wundertrading.json', 'pineconnector-buy.txt', 'pineconnector-prices.txt'])(
      '%s, which opens a position without a price, is refused',
      async (file) => {
        expect(await send('tradingview', fixture(file))).toMatchObject({
          status: 422,
          body: { code: 'validation_failed', errors: [{ field: 'price', rule: 'required' }] },
        });
      },
    );

    it('tradingview-unreplaced.json is refused, naming the placeholders', async () => {
      const answer = await send('tradingview', fixture('tradingview-unreplaced.json'));

      expect(answer).toMatchObject({
        status: 422,
        body: {
          errors: [
            { field: 'action', rule: 'unreplaced_placeholder' },
            { field: 'strategy_info.market_position', rule: 'unreplaced_placeholder' },
          ],
        },
      });
      expect(answer.body.detail).toContain('{{strategy.order.action}}');
      expect(JSON.stringify(answer.body)).not.toContain('s3cr3t');
    });
  });

  describe('the key', () => {
    it.each(['secret', 'passphrase', 'api_token', 'token', 'key'])(
      'is taken from the field %s',
      async (field) => {
        const answer = await app.fetchJson(
          'POST',
          '/api/webhooks/tradingview',
          order({ [field]: key }),
          NO_KEY,
        );

        expect(answer.status).toBe(202);
      },
    );

    it('is taken from PineConnector text', async () => {
      const text = `60123456789,closeshort,XAUUSD+,secret=${key}`;
      const answer = await app.fetchJson('POST', '/api/webhooks/tradingview', text, NO_KEY);

      expect(answer).toMatchObject({ status: 202, body: { signals: [{ symbol: 'XAUUSD' }] } });
      expect(await payloadOf(answer)).toBe('***,closeshort,XAUUSD+,secret=***');
    });

    it.each([
      ['X-API-Key', (secret: string) => ({ 'x-api-key': secret })],
      ['Authorization', (secret: string) => ({ ...NO_KEY, authorization: `Bearer ${secret}` })],
    ])('is taken from the header %s', async (_, headers) => {
      // The message's own secret may be meant for another platform.
      const body = order({ secret: 'meant-for-3commas' });

      expect(await app.fetchJson('POST', '/api/webhooks/generic', body, headers(key))).toMatchObject({
        status: 202,
      });
    });

    it('is asked for before anything is said about the message', async () => {
      for (const body of [order(), { nonsense: true }, 'nonsense', '', '{"secret":"{{ticker}}"}']) {
        const answer = await app.fetchJson('POST', '/api/webhooks/tradingview', body, NO_KEY);
        expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
        expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      }
    });

    it('is refused when nobody has it, wherever it stands', async () => {
      const wrong = 'blt_wrong-key-000000000000';
      const answers = [
        await send('tradingview', order(), wrong),
        // A right key in the message does not mend a wrong one in the URL.
        await send('tradingview', order({ secret: key }), wrong),
        await app.fetchJson('POST', '/api/webhooks/mt5', order({ token: wrong }), NO_KEY),
        await app.fetchJson('POST', '/api/webhooks/generic', order(), { 'x-api-key': wrong }),
      ];

      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
      expect(JSON.stringify(answers)).not.toContain('wrong-key');
    });

    it('needs the scope record', async () => {
      expect(await send('tradingview', order(), await newKey({ scopes: ['read', 'trade'] }))).toMatchObject({
        status: 403,
        body: { code: 'missing_scope', scope: 'record' },
      });
    });

    it('may not name an account that it is not bound to', async () => {
      expect(await send('tradingview', order({ account: 'acc-1' }))).toMatchObject({
        status: 403,
        body: { code: 'account_forbidden' },
      });
    });

    it('needs an account in the message when it is bound to several or to none', async () => {
      for (const accounts of [['demo', 'acc-1'], undefined]) {
        const token = await newKey({ accounts });
        expect(await send('tradingview', order(), token)).toMatchObject({
          status: 422,
          body: { errors: [{ field: 'account', rule: 'required' }] },
        });
        expect(await send('tradingview', order({ account: 'acc-1' }), token)).toMatchObject({
          status: 202,
          body: { signals: [{ account: 'acc-1' }] },
        });
      }
    });

    it('does not reach what is stored, answered or told', async () => {
      const answers = [
        await send(
          'tradingview',
          order({ secret: 'other-platform-1', message: `key ${key}`, nested: { a: [key] } }),
        ),
        await send('tradingview', order({ passphrase: key, price: key })),
        await send('tradingview', order({ ticker: key })),
        await send('tradingview', `{"ticker":"MNQ","action":"exit","\\u0073ecret":"other-platform-2"}`),
        await send('tradingview', fixture('wundertrading.txt').replace('BTC-USDT', 'ETH-USD')),
        await send('nowhere', order()),
        await app.fetchJson('GET', `/api/webhooks/tradingview/${key}`, undefined, NO_KEY),
        await app.fetchJson('PUT', `/api/webhooks/tradingview/${key}`, order(), NO_KEY),
        await app.fetchJson('POST', `/api/webhooks/tradingview/${key}/more`, order(), NO_KEY),
        await app.fetchJson('POST', `/api/webhooks/tradingview/${key}%zz`, order(), NO_KEY),
        await app.fetchJson('POST', `/webhooks/tradingview/${key}`, order(), NO_KEY),
        await app.fetchJson('POST', `//api/webhooks/tradingview/${key}`, order(), NO_KEY),
      ];

      expect(answers.map(({ status }) => status)).toEqual([
        202, 422, 422, 202, 202, 404, 404, 404, 404, 400, 404, 404,
      ]);
      const told = JSON.stringify(answers.map(({ body }) => body)) + JSON.stringify(await payloads());
      for (const secret of [
        key,
        'other-platform',
        'correct-horse-battery',
        '0123456789abcdef01234567',
        '60123456789',
      ]) {
        expect(told).not.toContain(secret);
      }
      expect(JSON.parse(await payloadOf(answers[0]!))).toMatchObject({
        ticker: 'MNQ',
        secret: '***',
        message: 'key ***',
        nested: { a: ['***'] },
      });
    });
  });

  describe('a repetition', () => {
    it('gets the first answer with 200', async () => {
      const body = order();
      const first = await send('tradingview', body);
      clock.advance(5000);
      const second = await send('tradingview', body);
      clock.advance(-5000);

      expect([first.status, second.status]).toEqual([202, 200]);
      expect(second.body).toEqual(first.body);
    });

    it('of a reversal gets both signals again, in order', async () => {
      const body = order({
        action: 'sell',
        market_position: 'short',
        prev_market_position: 'long',
        id: 'turn-1',
      });
      const answers = [await send('tradingview', body), await send('tradingview', body)];

      expect(answers.map(({ status }) => status)).toEqual([202, 200]);
      expect(answers[0]!.body.signals).toMatchObject([
        {
          signalType: 'CLOSE',
          clientSignalId: 'tradingview:turn-1:close',
          reason: 'close long; ' + lastOrder(),
        },
        { signalType: 'SELL', clientSignalId: 'tradingview:turn-1' },
      ]);
      expect(answers[1]!.body.signalIds).toEqual(answers[0]!.body.signalIds);
    });

    it('is recorded once when two arrive at the same time', async () => {
      const body = order();
      const answers = await Promise.all([send('tradingview', body), send('tradingview', body)]);

      expect(answers.map(({ status }) => status).sort()).toEqual([200, 202]);
      expect(answers[0].body.signalIds).toEqual(answers[1].body.signalIds);
    });

    it('without a time is known for a minute, over the turn of the minute too', async () => {
      const body = order({ time: undefined });
      const turn = 50_000; // 14:31:05 + 50 s = 14:31:55
      clock.advance(turn);
      const first = await send('tradingview', body);
      clock.advance(10_000);
      const repeated = await send('tradingview', body);
      clock.advance(51_000);
      const later = await send('tradingview', body);
      clock.advance(-turn - 61_000);

      expect([first.status, repeated.status, later.status]).toEqual([202, 200, 202]);
      expect(repeated.body).toEqual(first.body);
    });

    it('is not a second order of the same second with another order id or quantity', async () => {
      const body = { ...order(), order_id: 'a' };
      const answers = [
        await send('tradingview', body),
        await send('tradingview', { ...body, order_id: 'b' }),
        await send('tradingview', { ...body, contracts: 2 }),
      ];

      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
      expect(new Set(answers.map(({ body: { signalId } }) => signalId as number)).size).toBe(3);
    });

    it('of a key with other facts is a conflict', async () => {
      await send('generic', order({ id: 'mine' }));

      expect(await send('generic', order({ id: 'mine', contracts: 9 }))).toMatchObject({
        status: 409,
        body: { code: 'signal_conflict', differingFields: ['quantity', 'reason'] },
      });
    });

    it('with a very long key is known as well', async () => {
      const body = order({ id: 'x'.repeat(3000) });

      expect((await send('generic', body)).status).toBe(202);
      expect((await send('generic', body)).status).toBe(200);
    });
  });

  describe('reads', () => {
    it.each(['text/plain', 'text/plain; charset=utf-8', 'application/x-www-form-urlencoded', 'text/html'])(
      'JSON sent as %s',
      async (type) => {
        const body = `\n${JSON.stringify(order({ price: 15000.25 }))}\n`;
        const answer = await app.fetchJson('POST', `/api/webhooks/tradingview/${key}`, body, {
          ...NO_KEY,
          'content-type': type,
        });

        expect(answer).toMatchObject({ status: 202, body: { signals: [{ price: '15000.25' }] } });
      },
    );

    it('JSON sent without a type', async () => {
      const response = await fetch(`${app.url}/api/webhooks/tradingview/${key}`, {
        method: 'POST',
        body: new TextEncoder().encode(JSON.stringify(order())),
      });

      expect(response.status).toBe(202);
    });

    it('no JSON of type application/json that is none', async () => {
      const answer = await app.fetchJson(
        'POST',
        `/api/webhooks/tradingview/${key}`,
        '60123456789,closeall,EURUSD',
        {
          ...NO_KEY,
          'content-type': 'application/json',
        },
      );

      expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
    });

    it.each([
      ['MNQM2023', 'MNQ'],
      ['MNQ1!', 'MNQ'],
      ['CME_MINI:MNQ1!', 'MNQ'],
      ['MNQ-FUTURES', 'MNQ'],
      ['mnq', 'MNQ'],
      ['EURUSD.m', 'EURUSD'],
      ['XAUUSD+', 'XAUUSD'],
    ])('the symbol %s as %s', async (ticker, symbol) => {
      expect((await send('tradingview', order({ ticker }))).body.signals).toMatchObject([{ symbol }]);
    });

    it.each([
      ['ISO', '2026-03-02T14:30:00Z'],
      ['ISO with an offset', '2026-03-02T09:30:00-05:00'],
      ['Unix seconds', 1772461800],
      ['Unix seconds as text', '1772461800'],
      ['Unix milliseconds', 1772461800000],
    ])('a time in %s', async (_, time) => {
      expect((await send('generic', order({ time }))).body.signals).toMatchObject([
        { timestamp: '2026-03-02T14:30:00.000000Z' },
      ]);
    });

    it.each([[0.01], ['0.5'], ['2.75']])('%s lots without rounding', async (volume) => {
      const body = { symbol: 'EURUSD', type: 0, price: 1.085, volume, ticket: `lots-${volume}` };

      expect((await send('mt5', body)).body.signals).toMatchObject([{ quantity: String(volume) }]);
    });

    it('texts longer than their columns, cut', async () => {
      const answer = await send(
        'tradingview',
        order({ strategy: '💹'.repeat(80), message: 'm\u0000'.repeat(9000), interval: 'i'.repeat(50) }),
      );

      expect(answer.status).toBe(202);
      expect(answer.body.signals[0].strategy).toBe('💹'.repeat(50));
      expect(answer.body.signals[0].reason.length).toBeLessThanOrEqual(4000);
      expect(answer.body.signals[0].timeframe).toHaveLength(20);
      expect(await payloadOf(answer)).toHaveLength(16_384);
    });
  });

  describe('refuses', () => {
    it.each([
      ['an unknown symbol', { ticker: 'NOPE' }, 'symbol', 'unknown_symbol'],
      ['a stop on the wrong side', { sl: '15100' }, 'stopLoss', 'wrong_side'],
      ['a time in the future', { time: '2026-03-02T14:33:00Z' }, 'timestamp', 'not_in_future'],
      [
        'an alert older than its max_lag',
        { time: '2026-03-02T14:30:00Z', max_lag: '60' },
        'timestamp',
        'stale',
      ],
      ['a quantity of 0', { contracts: 0 }, 'quantity', 'positive'],
    ])('%s', async (_, change, field, rule) => {
      expect(await send('tradingview', order(change))).toMatchObject({
        status: 422,
        body: { errors: [{ field, rule }] },
      });
    });

    it('a reversal as a whole when its opener has no price', async () => {
      const before = (await payloads()).length;
      const body = order({ price: undefined, market_position: 'short', prev_market_position: 'long' });

      expect(await send('tradingview', body)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'price' }] },
      });
      expect(await payloads()).toHaveLength(before);
    });

    it('text on every other route', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
        const headers = { 'content-type': type };
        expect(await app.fetchJson('POST', '/api/signals', '{}', headers)).toMatchObject({
          status: 415,
          body: { code: 'unsupported_media_type' },
        });
      }
    });

    it('nesting without end', async () => {
      const deep = '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000);
      const json = { ...NO_KEY, 'content-type': 'application/json' };
      const path = `/api/webhooks/generic/${key}`;

      expect((await app.fetchJson('POST', path, deep, json)).status).toBe(422);
      expect((await app.fetchJson('POST', path, deep, NO_KEY)).status).toBe(422);
    });
  });

  it('takes an alert that is within its max_lag', async () => {
    expect(await send('tradingview', order({ time: '2026-03-02T14:30:30Z', max_lag: '60' }))).toMatchObject({
      status: 202,
    });
  });

  it('ignores what opens and closes nothing', async () => {
    expect(await send('tradingview', order({ action: 'cancel' }))).toMatchObject({
      status: 200,
      body: { status: 'ignored', signalIds: [], signalId: null, signals: [], reason: expect.any(String) },
    });
  });

  it('keeps a missing stop missing', async () => {
    expect((await send('tradingview', order())).body.signals).toMatchObject([
      { stopLoss: null, takeProfit: null },
    ]);
  });

  it('limits the alerts of one address to one URL', async () => {
    const limited = await startApp(dialect, { clock, scratch, webhookLimitPerMinute: 2 });
    const post = (path: string, token: string): Promise<Answer> =>
      limited.fetchJson('POST', path, order({ secret: token }), NO_KEY);

    const answers = [
      await post('/api/webhooks/tradingview', key),
      await post('/api/webhooks/tradingview?again', 'blt_wrong-key-000000000000'),
      await post('/api/webhooks/tradingview', key),
      await post(`/api/webhooks/tradingview/${key}`, ''),
    ];
    await limited.close();

    expect(answers.map(({ status }) => status)).toEqual([202, 401, 429, 202]);
    expect(answers[2]!.body.code).toBe('rate_limited');
  });

  it('lets browsers of allowed origins ask first', async () => {
    const desk = 'https://desk.example';
    const shared = await startApp(dialect, { clock, scratch, corsOrigins: [desk] });
    const response = await fetch(`${shared.url}/api/webhooks/generic`, {
      method: 'OPTIONS',
      headers: { origin: desk, 'access-control-request-method': 'POST' },
    });
    await shared.close();

    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(desk);
  });

  const lastOrder = (): string => `order order-${orders}`;
});
