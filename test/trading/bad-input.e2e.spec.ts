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
  async function expectRefusal(send: () => Promise<Answer>, refusal: Refusal): Promise<void> {
    const before = await desk.rowCounts();
    const answer = await send();
    const { status, code, field, rule } = refusal;
    expect(answer).toMatchObject({
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
          : { errors: expect.arrayContaining([expect.objectContaining(rule === undefined ? { field } : { field, rule })]) }),
      },
    });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await desk.rowCounts()).toEqual(before);
  }

  const short = (value: unknown) => String(JSON.stringify(value) ?? value).slice(0, 40);
  const each = (values: readonly unknown[]) => values.map((value) => [short(value), value] as const);

  describe.each([
    ['fills', aFill, ['quantity', 'price', 'commission', 'swap', 'fees', 'realizedProfit', 'fxRate', 'stopLoss', 'intendedPrice', 'cumulativeQuantity', 'averagePrice']],
    ['signals', aSignal, ['price', 'stopLoss', 'takeProfit', 'quantity']],
    ['trades', aClosedTrade, ['quantity', 'entryPrice', 'exitPrice', 'stopLoss', 'profit', 'fees', 'mae', 'fxRate', 'portfolioEquityAtEntry']],
    ['account-snapshots', aSnapshot, ['balance', 'equity', 'margin', 'profit', 'totalVolume']],
  ] as const)('decimals of %s', (path, build, fields) => {
    describe.each(fields.map((field) => [field]))('%s', (field) => {
      it.each(each(NO_DECIMALS))('is not %s', async (_, value) => {
        await expectRefusal(() => desk.post(path, build({ account, [field]: value })), {
          status: 422,
          code: 'validation_failed',
          field,
        });
      });
    });
  });

  it.each([
    ['fills', aFill, 'executionId'],
    ['fills', aFill, 'symbol'],
    ['fills', aFill, 'strategy'],
    ['fills', aFill, 'positionId'],
    ['signals', aSignal, 'clientSignalId'],
    ['signals', aSignal, 'reason'],
    ['trades', aTrade, 'notes'],
    ['trades', aTrade, 'ticket'],
    ['account-snapshots', aSnapshot, 'broker'],
  ] as const)('refuses what is no text in %s, %#: %s', async (path, build, field) => {
    for (const value of NO_TEXTS) {
      await expectRefusal(() => desk.post(path, build({ account, [field]: value })), { status: 422, field });
    }
  });

  it.each([
    ['fills', aFill, 'occurredAt'],
    ['fills', aFill, 'orderSubmittedAt'],
    ['signals', aSignal, 'timestamp'],
    ['trades', aTrade, 'entryTime'],
    ['trades', aClosedTrade, 'exitTime'],
    ['account-snapshots', aSnapshot, 'snapshotTime'],
  ] as const)('refuses what is no instant in %s, %#: %s', async (path, build, field) => {
    for (const value of NO_INSTANTS.filter((candidate) => candidate !== null)) {
      await expectRefusal(() => desk.post(path, build({ account, [field]: value })), { status: 422, field });
    }
  });

  it.each([
    ['fills', aFill, 'occurredAt'],
    ['fills', aFill, 'orderSubmittedAt'],
    ['signals', aSignal, 'timestamp'],
    ['trades', aTrade, 'entryTime'],
    ['trades', aTrade, 'orderSubmittedAt'],
    ['trades', aClosedTrade, 'exitTime'],
    ['account-snapshots', aSnapshot, 'snapshotTime'],
  ] as const)('refuses the future in %s, %#: %s', async (path, build, field) => {
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
    ['fills', aFill, { quantity: '0' }, 'quantity'],
    ['fills', aFill, { quantity: '-1' }, 'quantity'],
    ['fills', aFill, { quantity: -1 }, 'quantity'],
    ['fills', aFill, { quantity: '0.0000000000001' }, 'quantity'],
    ['fills', aFill, { fxRate: '0' }, 'fxRate'],
    ['fills', aFill, { cumulativeQuantity: '-1' }, 'cumulativeQuantity'],
    ['fills', aFill, { symbol: 'EURUSD', price: '-1' }, 'price'],
    ['fills', aFill, { symbol: 'EURUSD', price: '0' }, 'price'],
    ['fills', aFill, { commission: '92233720368.54775808' }, 'commission'],
    ['fills', aFill, { commission: '0.000000001' }, 'commission'],
    ['signals', aSignal, { quantity: '0' }, 'quantity'],
    ['signals', aSignal, { confidence: 1.01 }, 'confidence'],
    ['signals', aSignal, { confidence: -0.01 }, 'confidence'],
    ['signals', aSignal, { confidence: 'NaN' }, 'confidence'],
    ['signals', aSignal, { symbol: 'EURUSD', price: '-1' }, 'price'],
    ['trades', aTrade, { quantity: '-1' }, 'quantity'],
    ['trades', aTrade, { quantity: 0 }, 'quantity'],
    ['trades', aTrade, { mentalStatePreTrade: 6 }, 'mentalStatePreTrade'],
    ['trades', aTrade, { ruleBreaks: 1.5 }, 'ruleBreaks'],
    ['trades', aTrade, { symbol: 'EURUSD', entryPrice: '-1' }, 'entryPrice'],
    ['trades', aClosedTrade, { mae: '-1' }, 'mae'],
    ['account-snapshots', aSnapshot, { margin: '-1' }, 'margin'],
    ['account-snapshots', aSnapshot, { openPositions: 1.5 }, 'openPositions'],
  ] as const)('refuses out of range, %#: %s %s %j', async (path, build, fields, field) => {
    await expectRefusal(() => desk.post(path, build({ account, ...fields })), {
      status: 422,
      code: 'validation_failed',
      field,
    });
  });

  it.each([
    ['fills', aFill, { side: 'LONG' }, 'side', 'choice'],
    ['fills', aFill, { kind: 'REVERSAL' }, 'kind', 'choice'],
    ['signals', aSignal, { signalType: 'UP' }, 'signalType', 'choice'],
    ['signals', aSignal, { regime: 'CALM' }, 'regime', 'choice'],
    ['signals', aSignal, { mlEnhanced: 'yes' }, 'mlEnhanced', 'flag'],
    ['trades', aTrade, { direction: 'BUY' }, 'direction', 'choice'],
    ['trades', aTrade, { status: 'CLOSED' }, 'status', 'choice'],
    ['trades', aTrade, { tags: 'one' }, 'tags', 'list'],
    ['trades', aTrade, { tags: [NUL] }, 'tags', 'text'],
    ['trades', aTrade, { tags: [1.5] }, 'tags', 'text'],
    ['trades', aTrade, { tags: Array(51).fill('t') }, 'tags', 'list'],
    ['fills', aFill, { context: 'x' }, 'context', 'object'],
    ['fills', aFill, { context: [] }, 'context', 'object'],
    ['fills', aFill, { context: { adxAtEntry: 101 } }, 'context', 'range'],
    ['fills', aFill, { context: { mood: 'good' } }, 'context', 'unknown_field'],
  ] as const)('refuses a wrong kind, %#: %s %s %j', async (path, build, fields, field, rule) => {
    await expectRefusal(() => desk.post(path, build({ account, ...fields })), { status: 422, field, rule });
  });

  it.each([
    ['signals', aSignal, { stopLoss: '15001' }],
    ['signals', aSignal, { stopLoss: '15000' }],
    ['signals', aSignal, { signalType: 'SELL', stopLoss: '14999' }],
    ['trades', aTrade, { stopLoss: '15001' }],
    ['trades', aTrade, { direction: 'SHORT', stopLoss: '14999' }],
    ['fills', aFill, { stopLoss: '15001' }],
    ['fills', aFill, { stopLoss: '15000' }],
    ['fills', aFill, { side: 'SELL', stopLoss: '14999' }],
    ['fills', aFill, { intendedPrice: '14990', stopLoss: '14995' }],
  ] as const)('refuses a stop on the wrong side, %#: %s %s %j', async (path, build, fields) => {
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

    await desk.recorded('fills', aFill({ account: fresh, side: 'SELL', stopLoss: '14990', occurredAt: at(1) }));

    expect((await desk.trade(fresh)).status).toBe('CLOSED');
  });

  it.each([
    ['signals', aSignal, { takeProfit: '14999' }],
    ['trades', aTrade, { direction: 'SHORT', takeProfit: '15001' }],
  ] as const)('refuses a target on the wrong side of %s', async (path, build, fields) => {
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

    it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('refuse the field %s', async (name) => {
      const text = JSON.stringify(build({ account })).replace('{', `{"${name}":{"polluted":true},`);

      await expectRefusal(() => raw(path, text), { status: name === '__proto__' || name === 'constructor' ? 400 : 422 });
    });

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
      await expectRefusal(() => desk.post(path, 'account=x'), { status: 415, code: 'unsupported_media_type' });
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
      await expectRefusal(() => as('', 'POST', path, build({ account })), { status: 401, code: 'unauthorized' });
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

    await expectRefusal(() => desk.post('fills', aFill(correction)), { status: 409, code: 'execution_replaced' });
  });

  it('refuses a fill without a position on a hedging account', async () => {
    const hedging = await desk.account({ mode: 'hedging' });

    await expectRefusal(() => desk.post('fills', aFill({ account: hedging })), { status: 422, field: 'positionId' });
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

  describe.each(['0', '-1', '1e9', '9999999999999999999', '9007199254740992', 'abc', '1.5', '%00', '%27', ' 1', '１'])(
    'the id %s',
    (id) => {
      it.each([
        ['GET', `trades/${id}`],
        ['PATCH', `trades/${id}`],
        ['POST', `trades/${id}/close`],
        ['GET', `signals/${id}`],
        ['POST', `signals/${id}/executed`],
      ])('names nothing for %s %s', async (method, path) => {
        const body = method === 'GET' ? undefined : {};
        await expectRefusal(() => desk.app.fetchJson(method, `/api/${path}`, body), { status: 404 });
      });
    },
  );

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
      [`cursor=${Buffer.from('["2025-06-02T14:30:00.000000Z","1; DROP TABLE trades"]').toString('base64url')}`, 'cursor'],
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
      await expectRefusal(() => desk.get(`${path}?account=nowhere`), { status: 422, code: 'unknown_account' });
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
    const { tradeId: id } = await desk.recorded('trades', aTrade({ account, notes: INJECTION, tags: [INJECTION] }));

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
    await desk.recorded('fills', aFill({ account: fresh, price: '1000000', occurredAt: at(10) }));
    await desk.recorded('fills', aFill({ account: fresh, side: 'SELL', occurredAt: at(20) }));
    const late = aFill({ account: fresh, quantity: '9999999999999998', price: '1', occurredAt: at(5) });

    await expectRefusal(() => desk.post('fills', late), { status: 422, code: 'amount_out_of_range' });
  });

  it('takes keys of the greatest length that it allows', async () => {
    const fresh = await desk.account();
    const key = 'k'.repeat(200);

    await desk.recorded('fills', aFill({ account: fresh, executionId: key, clientOrderId: key, venueOrderId: key, clientSignalId: key }));
    await desk.recorded('signals', aSignal({ account: fresh, clientSignalId: key }));
    await desk.recorded('trades', aTrade({ account: fresh, clientTradeId: key }));
  });

  it('takes an order id of the greatest length for cumulative reports', async () => {
    const fresh = await desk.account();
    const totals = { executionId: undefined, quantity: undefined, price: undefined, cumulativeQuantity: '1.000000000001', averagePrice: '15000' };

    await desk.recorded('fills', aFill({ account: fresh, venueOrderId: unique('o').padEnd(200, 'x'), ...totals }));
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
