import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/app.js';
import { aClosedTrade, aFill, aSignal, aSnapshot, aTrade, at, unique } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { Desk } from './desk.js';

interface Refusal {
  status: number;
  code?: string;
  field?: string;
  rule?: string;
}

const NUL = 'a\u0000b';
const LONE_SURROGATE = 'a\ud800b';
const BELL = 'a\u0007b';
const TOO_LONG = 'x'.repeat(50_000);
const INJECTION = "x' OR '1'='1'; DROP TABLE trades; --";
const NEXT_YEAR = '2030-01-01T00:00:00Z';
const NAIVE = '2025-06-02T14:30:00';

/** Values that are no decimal anywhere. */
const NO_DECIMALS = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e40',
  1e40,
  -1e40,
  '1e-400',
  '0.1234567890123',
  '',
  ' ',
  'abc',
  '1,5',
  '0x10',
  '1_000',
  '١٢',
  true,
  [],
  ['1'],
  {},
  NUL,
  '9'.repeat(61),
];
const DECIMAL_FIELDS = [
  ...[
    'quantity',
    'price',
    'commission',
    'swap',
    'fees',
    'realizedProfit',
    'fxRate',
    'stopLoss',
    'takeProfit',
  ].map((field) => ['fills', field, aFill] as const),
  ...['intendedPrice', 'cumulativeQuantity', 'averagePrice'].map((field) => ['fills', field, aFill] as const),
  ...['price', 'stopLoss', 'takeProfit', 'quantity'].map((field) => ['signals', field, aSignal] as const),
  ...['quantity', 'entryPrice', 'stopLoss', 'takeProfit', 'entryCommission', 'portfolioEquityAtEntry'].map(
    (field) => ['trades', field, aTrade] as const,
  ),
  ...['exitPrice', 'profit', 'fees', 'commission', 'swap', 'fxRate', 'mae', 'mfe', 'intendedExitPrice'].map(
    (field) => ['trades', field, aClosedTrade] as const,
  ),
  ...['balance', 'equity', 'profit', 'margin', 'marginFree', 'totalVolume'].map(
    (field) => ['account-snapshots', field, aSnapshot] as const,
  ),
];
const NO_TEXTS = [NUL, LONE_SURROGATE, BELL, TOO_LONG, '', ' ', true, [], {}, 1.5];
const NO_INSTANTS = [
  NAIVE,
  '2025-06-02',
  'yesterday',
  1_700_000_000,
  '',
  '2025-02-30T00:00:00Z',
  '2025-13-01T00:00:00Z',
  '2025-06-02T25:00:00Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+02:00',
  '-000001-01-01T00:00:00Z',
  '+012025-06-02T00:00:00Z',
  '2025-06-02T14:30:00+99:99',
  NUL,
  null,
];

describe.each(DIALECTS)('bad input on %s', (dialect) => {
  let desk: Desk;
  let account: string;
  let tradeId: number;
  let readKey: string;
  let foreignKey: string;

  beforeAll(async () => {
    desk = await Desk.open(dialect);
    account = await desk.account();
    ({ tradeId } = await desk.recorded('trades', aTrade({ account })));
    await desk.recorded('signals', aSignal({ account }));
    await desk.recorded('account-snapshots', aSnapshot({ account }));
    readKey = (await desk.recorded('auth/keys', { name: 'reader', scopes: ['read'] })).apiKey;
    const other = await desk.account();
    const bound = { name: 'bound', scopes: ['read', 'record'], accounts: [other] };
    foreignKey = (await desk.recorded('auth/keys', bound)).apiKey;
  });
  afterAll(() => desk.close());

  /** Sends the request, and expects the refusal, a problem document and not a row more than before. */
  async function expectRefusal(send: () => Promise<Answer>, refusal: Refusal, sent?: unknown): Promise<void> {
    const before = await desk.rowCounts();
    const answer = await send();
    const { status, code, field, rule } = refusal;
    expect({ sent, ...answer }).toMatchObject({
      sent,
      status,
      body: {
        status,
        code: code ?? expect.any(String),
        type: expect.any(String),
        title: expect.any(String),
        detail: expect.any(String),
        requestId: expect.any(String),
        ...(field === undefined
          ? {}
          : {
              errors: expect.arrayContaining([
                expect.objectContaining(rule === undefined ? { field } : { field, rule }),
              ]),
            }),
      },
    });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await desk.rowCounts()).toEqual(before);
  }

  it.each(DECIMAL_FIELDS)('refuses what is no decimal in %s: %s', async (path, field, build) => {
    for (const value of NO_DECIMALS) {
      await expectRefusal(
        () => desk.post(path, build({ account, [field]: value })),
        { status: 422, code: 'validation_failed', field },
        value,
      );
    }
  });

  it.each([
    ['fills', 'executionId', aFill],
    ['fills', 'symbol', aFill],
    ['fills', 'strategy', aFill],
    ['fills', 'positionId', aFill],
    ['signals', 'clientSignalId', aSignal],
    ['signals', 'reason', aSignal],
    ['trades', 'notes', aTrade],
    ['trades', 'ticket', aTrade],
    ['account-snapshots', 'broker', aSnapshot],
  ] as const)('refuses what is no text in %s: %s', async (path, field, build) => {
    for (const value of NO_TEXTS) {
      await expectRefusal(
        () => desk.post(path, build({ account, [field]: value })),
        { status: 422, field },
        value,
      );
    }
  });

  it.each([
    ['fills', 'occurredAt', aFill],
    ['fills', 'orderSubmittedAt', aFill],
    ['signals', 'timestamp', aSignal],
    ['trades', 'entryTime', aTrade],
    ['trades', 'exitTime', aClosedTrade],
    ['account-snapshots', 'snapshotTime', aSnapshot],
  ] as const)('refuses what is no instant in %s: %s', async (path, field, build) => {
    for (const value of NO_INSTANTS.filter((candidate) => candidate !== null)) {
      await expectRefusal(
        () => desk.post(path, build({ account, [field]: value })),
        { status: 422, field },
        value,
      );
    }
  });

  it.each([
    ['fills', 'occurredAt', aFill],
    ['fills', 'orderSubmittedAt', aFill],
    ['signals', 'timestamp', aSignal],
    ['trades', 'entryTime', aTrade],
    ['trades', 'orderSubmittedAt', aTrade],
    ['trades', 'exitTime', aClosedTrade],
    ['account-snapshots', 'snapshotTime', aSnapshot],
  ] as const)('refuses the future in %s: %s', async (path, field, build) => {
    await expectRefusal(() => desk.post(path, build({ account, [field]: NEXT_YEAR })), {
      status: 422,
      field,
      rule: 'not_in_future',
    });
  });

  it('refuses the future in the execution of a signal', async () => {
    const { signalId } = await desk.recorded('signals', aSignal({ account }));

    await expectRefusal(() => desk.post(`signals/${String(signalId)}/executed`, { executedAt: NEXT_YEAR }), {
      status: 422,
      field: 'executedAt',
      rule: 'not_in_future',
    });
  });

  it.each([
    ['fills', { quantity: '0' }, 'quantity', aFill],
    ['fills', { quantity: '-1' }, 'quantity', aFill],
    ['fills', { quantity: -1 }, 'quantity', aFill],
    ['fills', { quantity: '0.0000000000001' }, 'quantity', aFill],
    ['fills', { fxRate: '0' }, 'fxRate', aFill],
    ['fills', { cumulativeQuantity: '-1' }, 'cumulativeQuantity', aFill],
    ['fills', { symbol: 'EURUSD', price: '-1' }, 'price', aFill],
    ['fills', { symbol: 'EURUSD', price: '0' }, 'price', aFill],
    ['fills', { commission: '92233720368.54775808' }, 'commission', aFill],
    ['fills', { commission: '0.000000001' }, 'commission', aFill],
    ['signals', { quantity: '0' }, 'quantity', aSignal],
    ['signals', { confidence: 1.01 }, 'confidence', aSignal],
    ['signals', { confidence: -0.01 }, 'confidence', aSignal],
    ['signals', { confidence: 'NaN' }, 'confidence', aSignal],
    ['signals', { symbol: 'EURUSD', price: '-1' }, 'price', aSignal],
    ['trades', { quantity: '-1' }, 'quantity', aTrade],
    ['trades', { quantity: 0 }, 'quantity', aTrade],
    ['trades', { mentalStatePreTrade: 6 }, 'mentalStatePreTrade', aTrade],
    ['trades', { ruleBreaks: 1.5 }, 'ruleBreaks', aTrade],
    ['trades', { symbol: 'EURUSD', entryPrice: '-1' }, 'entryPrice', aTrade],
    ['trades', { mae: '-1' }, 'mae', aClosedTrade],
    ['account-snapshots', { margin: '-1' }, 'margin', aSnapshot],
    ['account-snapshots', { openPositions: 1.5 }, 'openPositions', aSnapshot],
  ] as const)('refuses %s out of range: %j', async (path, fields, field, build) => {
    await expectRefusal(() => desk.post(path, build({ account, ...fields })), {
      status: 422,
      code: 'validation_failed',
      field,
    });
  });

  it.each([
    ['fills', { side: 'LONG' }, 'side', 'choice', aFill],
    ['fills', { kind: 'REVERSAL' }, 'kind', 'choice', aFill],
    ['signals', { signalType: 'UP' }, 'signalType', 'choice', aSignal],
    ['signals', { regime: 'CALM' }, 'regime', 'choice', aSignal],
    ['signals', { mlEnhanced: 'yes' }, 'mlEnhanced', 'flag', aSignal],
    ['trades', { direction: 'BUY' }, 'direction', 'choice', aTrade],
    ['trades', { status: 'CLOSED' }, 'status', 'choice', aTrade],
    ['trades', { tags: 'one' }, 'tags', 'list', aTrade],
    ['trades', { tags: [NUL] }, 'tags', 'text', aTrade],
    ['trades', { tags: [1.5] }, 'tags', 'text', aTrade],
    ['trades', { tags: Array(51).fill('t') }, 'tags', 'list', aTrade],
    ['fills', { context: 'x' }, 'context', 'object', aFill],
    ['fills', { context: [] }, 'context', 'object', aFill],
    ['fills', { context: { adxAtEntry: 101 } }, 'context', 'range', aFill],
    ['fills', { context: { mood: 'good' } }, 'context', 'unknown_field', aFill],
  ] as const)('refuses %s of a wrong kind: %j', async (path, fields, field, rule, build) => {
    await expectRefusal(() => desk.post(path, build({ account, ...fields })), { status: 422, field, rule });
  });

  it.each([
    ['signals', { stopLoss: '15001' }, aSignal],
    ['signals', { stopLoss: '15000' }, aSignal],
    ['signals', { signalType: 'SELL', stopLoss: '14999' }, aSignal],
    ['trades', { stopLoss: '15001' }, aTrade],
    ['trades', { direction: 'SHORT', stopLoss: '14999' }, aTrade],
    ['fills', { stopLoss: '15001' }, aFill],
    ['fills', { stopLoss: '15000' }, aFill],
    ['fills', { side: 'SELL', stopLoss: '14999' }, aFill],
    ['fills', { intendedPrice: '14990', stopLoss: '14995' }, aFill],
  ] as const)('refuses %s with a stop on the wrong side: %j', async (path, fields, build) => {
    const fresh = await desk.account();
    await expectRefusal(() => desk.post(path, build({ account: fresh, ...fields })), {
      status: 422,
      code: 'validation_failed',
      field: 'stopLoss',
      rule: 'wrong_side',
    });
  });

  it('refuses a stop on the wrong side of a reversal', async () => {
    const fresh = await desk.account();
    await desk.recorded('fills', aFill({ account: fresh }));
    const reversal = { side: 'SELL', quantity: '2', stopLoss: '14990', occurredAt: at(1) };

    await expectRefusal(() => desk.post('fills', aFill({ account: fresh, ...reversal })), {
      status: 422,
      field: 'stopLoss',
      rule: 'wrong_side',
    });
  });

  it('lets a closing fill carry the stop of the position that it closes', async () => {
    const fresh = await desk.account();
    await desk.recorded('fills', aFill({ account: fresh, stopLoss: '14990' }));

    await desk.recorded(
      'fills',
      aFill({ account: fresh, side: 'SELL', stopLoss: '14990', occurredAt: at(1) }),
    );

    expect((await desk.trade(fresh)).status).toBe('CLOSED');
  });

  it.each([
    ['signals', { takeProfit: '14999' }, aSignal],
    ['trades', { direction: 'SHORT', takeProfit: '15001' }, aTrade],
  ] as const)('refuses %s with a target on the wrong side: %j', async (path, fields, build) => {
    await expectRefusal(() => desk.post(path, build({ account, ...fields })), {
      status: 422,
      field: 'takeProfit',
      rule: 'wrong_side',
    });
  });

  describe.each([
    ['fills', aFill],
    ['signals', aSignal],
    ['trades', aTrade],
    ['account-snapshots', aSnapshot],
  ] as const)('%s', (path, build) => {
    it('refuse an unknown account', async () => {
      await expectRefusal(() => desk.post(path, build({ account: 'nowhere' })), {
        status: 422,
        code: 'unknown_account',
        field: 'account',
      });
    });

    it('refuse an unknown field', async () => {
      await expectRefusal(() => desk.post(path, build({ account, surprise: 1 })), {
        status: 422,
        field: 'surprise',
        rule: 'unknown_field',
      });
    });

    it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
      'refuse the field %s',
      async (name) => {
        const text = JSON.stringify(build({ account })).replace('{', `{"${name}":{"polluted":true},`);

        await expectRefusal(() => raw(path, text), { status: name === '__proto__' ? 400 : 422 });
      },
    );

    it('refuse a deactivated account', async () => {
      const inactive = await desk.account();
      await desk.post(`accounts/${inactive}/deactivate`, undefined);

      await expectRefusal(() => desk.post(path, build({ account: inactive })), {
        status: 409,
        code: 'account_inactive',
      });
    });

    it.each([
      ['nothing at all', ''],
      ['half an object', '{"account":'],
      ['a NaN literal', '{"price":NaN}'],
      ['a trailing comma', '{"account":"x",}'],
      ['a lone quote', '"'],
    ])('refuse invalid JSON: %s', async (_, text) => {
      await expectRefusal(() => raw(path, text), { status: 400, code: 'malformed_request' });
    });

    it.each([['null'], ['1'], ['"text"'], ['true']])('refuse the body %s', async (text) => {
      await expectRefusal(() => raw(path, text), { status: 422, code: 'validation_failed' });
    });

    it('refuse another content type', async () => {
      await expectRefusal(() => desk.post(path, 'account=x'), {
        status: 415,
        code: 'unsupported_media_type',
      });
    });

    it('refuse an empty array', async () => {
      await expectRefusal(() => desk.post(path, []), { status: 400, code: 'batch_size' });
    });

    it('refuse an array of 1,001', async () => {
      const items = Array.from({ length: 1001 }, () => build({ account }));

      await expectRefusal(() => desk.post(path, items), { status: 400, code: 'batch_size' });
    });

    it('answer item by item when an array mixes nonsense and nothing else', async () => {
      const before = await desk.rowCounts();

      const answer = await desk.post(path, [null, 1, 'x', [], {}, [[]]]);

      expect([answer.status, ...answer.body.map(({ status }: { status: number }) => status)]).toEqual([
        207, 422, 422, 422, 422, 422, 422,
      ]);
      expect(await desk.rowCounts()).toEqual(before);
    });

    it('refuse a body of 50 MB', async () => {
      const text = `{"account":"${'x'.repeat(50 * 1024 * 1024)}"}`;

      await expectRefusal(() => raw(path, text), { status: 413, code: 'body_too_large' });
    }, 60_000);

    it('refuse a key without the scope', async () => {
      await expectRefusal(() => as(readKey, 'POST', path, build({ account })), {
        status: 403,
        code: 'missing_scope',
      });
    });

    it('refuse a key that is bound to another account', async () => {
      await expectRefusal(() => as(foreignKey, 'POST', path, build({ account })), {
        status: 403,
        code: 'account_forbidden',
      });
    });

    it('refuse a request without a key', async () => {
      await expectRefusal(() => as('', 'POST', path, build({ account })), {
        status: 401,
        code: 'unauthorized',
      });
    });
  });

  it.each([
    ['fills', aFill],
    ['signals', aSignal],
    ['trades', aTrade],
  ] as const)('refuses an unknown symbol in %s', async (path, build) => {
    for (const symbol of ['NOPE', INJECTION.slice(0, 40), '💥', "'", '%', '_NQ']) {
      await expectRefusal(() => desk.post(path, build({ account, symbol })), {
        status: 422,
        code: 'unknown_symbol',
        field: 'symbol',
      });
    }
  });

  it.each([
    ['a fill without a key', { executionId: undefined }, 'executionId'],
    ['no quantity', { quantity: undefined }, 'quantity'],
    ['no price', { price: undefined }, 'price'],
    ['no time', { occurredAt: undefined }, 'occurredAt'],
    ['a null time', { occurredAt: null }, 'occurredAt'],
    ['totals without an average', { cumulativeQuantity: '1', venueOrderId: 'o' }, 'averagePrice'],
    ['totals without an order', { cumulativeQuantity: '1', averagePrice: '1' }, 'venueOrderId'],
    ['a correction of nothing', { kind: 'CORRECTION' }, 'replacesExecutionId'],
    ['a bust of nothing', { kind: 'BUST' }, 'replacesExecutionId'],
    ['a plain fill that replaces', { replacesExecutionId: 'e' }, 'kind'],
  ])('refuses a fill with %s', async (_, fields, field) => {
    await expectRefusal(() => desk.post('fills', aFill({ account, ...fields })), { status: 422, field });
  });

  it('refuses a correction of an execution that is not recorded', async () => {
    const fill = aFill({ account, kind: 'CORRECTION', replacesExecutionId: 'never-seen' });

    await expectRefusal(() => desk.post('fills', fill), { status: 404, code: 'execution_not_found' });
  });

  it.each([
    ['another symbol', { symbol: 'MES' }],
    ['the other side', { side: 'SELL' }],
  ])('refuses a correction with %s', async (_, fields) => {
    const fresh = await desk.account();
    const { executionId } = await desk.recorded('fills', aFill({ account: fresh }));
    const fill = aFill({ account: fresh, kind: 'CORRECTION', replacesExecutionId: executionId, ...fields });

    await expectRefusal(() => desk.post('fills', fill), { status: 422, field: 'replacesExecutionId' });
  });

  it('refuses a second correction of one execution', async () => {
    const fresh = await desk.account();
    const { executionId } = await desk.recorded('fills', aFill({ account: fresh }));
    const correction = { account: fresh, kind: 'CORRECTION', replacesExecutionId: executionId };
    await desk.recorded('fills', aFill(correction));

    await expectRefusal(() => desk.post('fills', aFill(correction)), {
      status: 409,
      code: 'execution_replaced',
    });
  });

  it('refuses a fill without a position on a hedging account', async () => {
    const hedging = await desk.account({ mode: 'hedging' });

    await expectRefusal(() => desk.post('fills', aFill({ account: hedging })), {
      status: 422,
      field: 'positionId',
    });
  });

  it.each([
    ['no entry price', { entryPrice: undefined }, 'entryPrice'],
    ['an exit before the entry', { exitPrice: '1', exitTime: at(-1) }, 'exitTime'],
    ['an exit without its time', { exitPrice: '1' }, 'exitTime'],
    ['an exit time without its price', { exitTime: at(1) }, 'exitPrice'],
    ['an exit of a pending trade', { status: 'PENDING', exitPrice: '1', exitTime: at(1) }, 'exitPrice'],
  ])('refuses a trade with %s', async (_, fields, field) => {
    await expectRefusal(() => desk.post('trades', aTrade({ account, ...fields })), { status: 422, field });
  });

  it.each([
    ['no name at all', {}, 422],
    ['an unknown ticket', { ticket: 'nothing' }, 404],
    ['an unknown client id', { clientTradeId: 'nothing' }, 404],
    ['an unknown id', { tradeId: 999_999 }, 404],
  ])('refuses to close by %s', async (_, names, status) => {
    const body = { account, exitPrice: '1', exitTime: at(60), ...names };

    await expectRefusal(() => desk.post('trades/close', body), { status });
  });

  it.each([
    ['before the entry', { exitPrice: '1', exitTime: at(-1) }, 'exitTime'],
    ['in the future', { exitPrice: '1', exitTime: NEXT_YEAR }, 'exitTime'],
    ['without a price', { exitTime: at(1) }, 'exitPrice'],
    ['with NaN', { exitPrice: 'NaN', exitTime: at(1) }, 'exitPrice'],
    ['with an unknown field', { exitPrice: '1', exitTime: at(1), price: '1' }, 'price'],
  ])('refuses a close %s', async (_, body, field) => {
    await expectRefusal(() => desk.post(`trades/${tradeId}/close`, body), { status: 422, field });
  });

  it.each([
    ['mental state 0', { mentalState: 0 }, 'mentalState'],
    ['a negative excursion', { mae: '-1' }, 'mae'],
    ['NUL in the notes', { notes: NUL }, 'notes'],
    ['a future change', { notes: 'x', occurredAt: NEXT_YEAR }, 'occurredAt'],
    ['an unknown field', { plAmountNet: '1000000' }, 'plAmountNet'],
    ['a first stop on the wrong side', { stopLoss: '15001' }, 'stopLoss'],
    ['a version that is none', { notes: 'x', expectedVersion: 'one' }, 'expectedVersion'],
  ])('refuses an edit with %s', async (_, body, field) => {
    await expectRefusal(() => desk.patch(`trades/${tradeId}`, body), { status: 422, field });
  });

  describe.each([
    '0',
    '-1',
    '1e9',
    '9999999999999999999',
    '9007199254740992',
    'abc',
    '1.5',
    '%00',
    '%27',
    ' 1',
    '１',
  ])('the id %s', (id) => {
    it.each([
      ['GET', `trades/${id}`],
      ['PATCH', `trades/${id}`],
      ['POST', `trades/${id}/close`],
      ['GET', `signals/${id}`],
      ['POST', `signals/${id}/executed`],
    ])('names nothing for %s %s', async (method, path) => {
      const body = path.endsWith('close') ? { exitPrice: '1', exitTime: at(60) } : {};
      await expectRefusal(
        () => desk.app.fetchJson(method, `/api/${path}`, method === 'GET' ? undefined : body),
        {
          status: 404,
        },
      );
    });
  });

  it.each([
    'accounts/%00',
    'account-snapshots/latest/%00',
    'instruments/%00',
    'accounts/%ED%A0%80',
    `accounts/${encodeURIComponent(INJECTION)}`,
    `accounts/${'x'.repeat(250)}`,
    'account-snapshots/latest/nowhere',
  ])('finds nothing at GET %s', async (path) => {
    const answer = await desk.get(path);

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(['0', '101', '-1', 'abc', '1e2', '9999999999'])('refuses to list the %s newest', async (limit) => {
    await expectRefusal(() => desk.get(`trades/recent/${limit}`), { status: 422, field: 'limit' });
  });

  describe.each([['trades'], ['fills'], ['signals'], ['account-snapshots']])('the list of %s', (path) => {
    it.each([
      ['limit=0', 'limit'],
      ['limit=1001', 'limit'],
      ['limit=abc', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['cursor=nonsense', 'cursor'],
      [
        `cursor=${Buffer.from('["2025-06-02T14:30:00.000000Z","1; DROP TABLE trades"]').toString('base64url')}`,
        'cursor',
      ],
      [`cursor=${Buffer.from('["9999-99-99T99:99:99.999999Z",1]').toString('base64url')}`, 'cursor'],
      [`cursor=${Buffer.from('["2025-02-30T00:00:00.000000Z",1]').toString('base64url')}`, 'cursor'],
      [`cursor=${Buffer.from('["0000-01-01T00:00:00.000000Z",1]').toString('base64url')}`, 'cursor'],
      [`cursor=${Buffer.from('[null,null]').toString('base64url')}`, 'cursor'],
      [`cursor=${Buffer.from('null').toString('base64url')}`, 'cursor'],
      ['total=maybe', 'total'],
      ['surprise=1', 'surprise'],
    ])('refuses %s', async (query, field) => {
      await expectRefusal(() => desk.get(`${path}?${query}`), { status: 422, field });
    });

    it('refuses an unknown account', async () => {
      await expectRefusal(() => desk.get(`${path}?account=nowhere`), {
        status: 422,
        code: 'unknown_account',
      });
    });

    it('refuses another account to a bound key', async () => {
      await expectRefusal(() => as(foreignKey, 'GET', `${path}?account=${account}`), {
        status: 403,
        code: 'account_forbidden',
      });
    });

    it('shows a bound key nothing of another account', async () => {
      const answer = await as(foreignKey, 'GET', path);

      expect(answer.body.items).toEqual([]);
    });
  });

  it.each([
    'trades?entryFrom=2025-06-02',
    'trades?entryFrom=0000-01-01T00:00:00Z',
    'trades?status=DONE',
    'trades?search=%00',
    'fills?tradeId=-1',
    'fills?tradeId=99999999999999999999',
    'signals?executed=maybe',
  ])('refuses GET %s', async (path) => {
    await expectRefusal(() => desk.get(path), { status: 422, code: 'validation_failed' });
  });

  it.each([
    ['symbol', 'trades'],
    ['strategy', 'trades'],
    ['exitReason', 'trades'],
    ['tag', 'trades'],
    ['search', 'trades'],
    ['clientOrderId', 'fills'],
    ['strategy', 'signals'],
  ])('takes SQL in the filter %s of %s for text', async (field, path) => {
    const answer = await desk.get(`${path}?${field}=${encodeURIComponent(INJECTION.slice(0, 40))}`);

    expect(answer).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('stores SQL as text', async () => {
    const { tradeId: id } = await desk.recorded(
      'trades',
      aTrade({ account, notes: INJECTION, tags: [INJECTION] }),
    );

    expect(await desk.read(`trades/${String(id)}`)).toMatchObject({ notes: INJECTION, tags: [INJECTION] });
  });

  it.each([
    ['a quantity and price whose risk leaves ±92 billion', { quantity: '9999999999999999', stopLoss: '1' }],
    ['the same with a signal', { quantity: '9999999999999999', stopLoss: '1', clientSignalId: 'huge' }],
  ])('refuses %s', async (_, fields) => {
    const fresh = await desk.account();
    await desk.recorded('signals', aSignal({ account: fresh, clientSignalId: 'huge' }));

    await expectRefusal(() => desk.post('fills', aFill({ account: fresh, ...fields })), {
      status: 422,
      code: 'amount_out_of_range',
    });
  });

  it('refuses a late fill that would push a later trade out of range, and keeps what was there', async () => {
    const fresh = await desk.account();
    const quantity = '1000000000000000';
    await desk.recorded('fills', aFill({ account: fresh, quantity, price: '100', occurredAt: at(10) }));
    const late = aFill({ account: fresh, side: 'SELL', quantity, price: '1', occurredAt: at(5) });

    await expectRefusal(() => desk.post('fills', late), { status: 422, code: 'amount_out_of_range' });
  });

  it('takes keys of the greatest length that it allows', async () => {
    const fresh = await desk.account();
    const key = 'k'.repeat(200);

    await desk.recorded(
      'fills',
      aFill({ account: fresh, executionId: key, clientOrderId: key, venueOrderId: key, clientSignalId: key }),
    );
    await desk.recorded('signals', aSignal({ account: fresh, clientSignalId: key }));
    await desk.recorded('trades', aTrade({ account: fresh, clientTradeId: key }));
  });

  it('takes an order id of the greatest length for cumulative reports', async () => {
    const fresh = await desk.account();
    const totals = {
      executionId: undefined,
      quantity: undefined,
      price: undefined,
      cumulativeQuantity: '1.000000000001',
      averagePrice: '15000',
    };

    await desk.recorded(
      'fills',
      aFill({ account: fresh, venueOrderId: unique('o').padEnd(200, 'x'), ...totals }),
    );
  });

  it('keeps the good items of an array that has a bad one', async () => {
    const fresh = await desk.account();
    const good = [aFill({ account: fresh }), aFill({ account: fresh, occurredAt: at(1) })];
    const bad = aFill({ account: fresh, quantity: '-1' });

    const { status, body } = await desk.post('fills', [good[0], bad, good[1]]);

    expect([status, ...body.map((item: { status: number }) => item.status)]).toEqual([207, 201, 422, 201]);
    expect(await desk.fills(fresh)).toHaveLength(2);
  });

  async function raw(path: string, text: string): Promise<Answer> {
    const response = await fetch(`${desk.app.url}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': desk.app.adminKey },
      body: text,
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  }

  function as(key: string, method: string, path: string, body?: unknown): Promise<Answer> {
    return desk.app.fetchJson(method, `/api/${path}`, body, { 'x-api-key': key });
  }
});
