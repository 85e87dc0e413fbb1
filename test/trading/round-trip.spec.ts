import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aClosedTrade, aFill, aSignal, aSnapshot, aTrade, at, unique } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { Desk } from './desk.js';

/** The extremes that the columns keep: 16 + 12 digits of a price, ±92 billion at 8 decimals of money. */
const WIDEST_PRICE = '9999999999999999.999999999999';
const SMALLEST_PRICE = '0.000000000001';
const MOST_MONEY = '92233720368.54775807';
const LEAST_MONEY = '-92233720368.54775807';
const TEXT = 'Ünï "code" \\ ‘quotes’, 日本語 💥\nsecond line\ttab';
const INSTANT = '2025-06-02T14:30:05.123456Z';

const ENTRY_CONTEXT = {
  portfolioEquityAtEntry: MOST_MONEY,
  gearShiftReasonEntry: TEXT,
  volatilityAtEntry: '12.345678901234',
  volumeAtEntry: '1234567.5',
  vwapAtEntry: '14999.123456789012',
  entryVwapDistancePct: -0.125,
  vwapSlopeAtEntry: 1.5e-9,
  entryMinusVwapTicks: -3.5,
  vwapFilterStatus: 'PASS',
  adxAtEntry: 27.25,
  technicalSignalsConfluence: 3,
  tradeSuccessProbability: 0.1,
  tfAlignmentScore: 1,
  conflictingTimeframes: ['5m', '1h'],
  spreadTicksAtEntry: 1.25,
  liquidityQualityScore: 0,
  executionQualityScore: 0.875,
  dllAtEntry: LEAST_MONEY,
  mentalStatePreTrade: 4,
};

const SIGNAL = {
  symbol: 'MNQ',
  signalType: 'SELL',
  timestamp: INSTANT,
  price: '15000.123456789012',
  stopLoss: WIDEST_PRICE,
  takeProfit: '-3.7',
  quantity: SMALLEST_PRICE,
  confidence: 0.1,
  strategy: TEXT.slice(0, 40),
  timeframe: '15m',
  reason: TEXT,
  regime: 'TREND',
  gear: 'D',
  mlEnhanced: true,
  mlConfidence: 0.30000000000000004,
  mlAgreed: false,
  aiApproved: false,
  aiReasoning: TEXT,
  context: ENTRY_CONTEXT,
};

const FILL = {
  symbol: 'MNQ',
  side: 'SELL',
  quantity: '0.001',
  price: '-37.630000000001',
  occurredAt: INSTANT,
  commission: MOST_MONEY,
  swap: LEAST_MONEY,
  fees: '0.00000001',
  realizedProfit: '-0.00000001',
  fxRate: SMALLEST_PRICE,
  orderType: 'LIMIT',
  clientOrderId: TEXT.slice(0, 40),
  venueOrderId: '18446744073709551615',
  positionId: '9223372036854775808',
  clientSignalId: 'no such signal',
  intendedPrice: '-37.625000000001',
  orderSubmittedAt: '2025-06-02T14:30:05.123455Z',
  stopLoss: '-30.123456789012',
  takeProfit: '-40',
  strategy: 'VWAP Pullback',
  exitReason: 'Target',
};

const TRADE = {
  ticket: '9223372036854775808',
  symbol: 'MNQ',
  direction: 'SHORT',
  quantity: '0.001',
  entryTime: INSTANT,
  stopLoss: '15010.000000000001',
  takeProfit: SMALLEST_PRICE,
  strategy: 'VWAP Pullback',
  timeframe: '15m',
  regimeAtEntry: 'RANGE',
  gearAtEntry: 'D',
  strategyConfidenceScore: 0.1,
  tradeTriggerSignal: TEXT,
  signalReason: TEXT,
  clientOrderId: 'ours',
  venueOrderId: 'theirs',
  positionId: 'position',
  magicNumber: Number.MAX_SAFE_INTEGER,
  orderTypeEntry: 'LIMIT',
  mlEnhanced: true,
  mlConfidence: 0.7,
  aiApproved: false,
  aiReasoning: TEXT,
  notes: TEXT,
  tags: ['late', 'A+', 'Ünï'],
  ruleBreaks: 2,
  ...ENTRY_CONTEXT,
};

const EXIT = {
  exitTime: '2025-06-02T14:31:05.000001Z',
  exitReason: 'Time',
  commission: '-0.00000001',
  swap: '1.23456789',
  mae: '1.000000000001',
  mfe: '0',
  orderTypeExit: 'MARKET',
  gearAtExit: 'N',
  dllRemainingAfter: LEAST_MONEY,
  fxRate: '0.000001',
};

const SNAPSHOT = {
  balance: MOST_MONEY,
  equity: LEAST_MONEY,
  profit: '0.00000001',
  margin: '0.1',
  marginFree: '-12.3',
  marginLevel: 123.4567890123,
  openPositions: 1_000_000,
  totalVolume: '0.001',
  accountNumber: '007',
  server: 'Broker-Live 3',
  broker: TEXT.slice(0, 40),
  snapshotTime: INSTANT,
};

const fieldsOf = (record: object) => Object.entries(record) as [string, unknown][];

describe.each(DIALECTS)('what goes in comes out to the last digit on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
  });
  afterAll(() => desk.close());

  describe('of a signal', () => {
    let signal: Record<string, unknown>;
    beforeAll(async () => {
      const account = await desk.account();
      const { signalId } = await desk.recorded('signals', aSignal({ account, ...SIGNAL }));
      signal = await desk.read(`signals/${String(signalId)}`);
    });

    it.each(fieldsOf(SIGNAL))('%s', (field, value) => {
      expect(signal[field]).toEqual(value);
    });
  });

  describe('of a fill', () => {
    let fill: Record<string, unknown>;
    beforeAll(async () => {
      const account = await desk.account();
      await desk.recorded('fills', aFill({ account, ...FILL }));
      [fill] = (await desk.fills(account)) as [Record<string, unknown>];
    });

    it.each(fieldsOf(FILL))('%s', (field, value) => {
      expect(fill[field]).toEqual(value);
    });
  });

  describe('of an opening fill, on its trade,', () => {
    const inherited = {
      positionId: '9',
      clientOrderId: 'ours',
      venueOrderId: 'theirs',
      strategy: 'ORB',
      timeframe: '5m',
    };
    const renamed = { regime: 'VOLATILE', gear: 'D', confidence: 0.1, magicNumber: 77, orderType: 'STOP' };
    const expected = {
      ...ENTRY_CONTEXT,
      ...inherited,
      regimeAtEntry: 'VOLATILE',
      gearAtEntry: 'D',
      strategyConfidenceScore: 0.1,
      magicNumber: 77,
      orderTypeEntry: 'STOP',
      stopLoss: '14990',
      takeProfit: '15020',
      initialStopLoss: '14990',
      initialTakeProfit: '15020',
    };
    let trade: Record<string, unknown>;
    beforeAll(async () => {
      const account = await desk.account();
      const levels = { stopLoss: '14990', takeProfit: '15020' };
      await desk.recorded(
        'fills',
        aFill({ account, ...inherited, ...renamed, ...levels, context: ENTRY_CONTEXT }),
      );
      trade = await desk.trade(account);
    });

    it.each(fieldsOf(expected))('%s', (field, value) => {
      expect(trade[field]).toEqual(value);
    });
  });

  describe('of a trade', () => {
    let trade: Record<string, unknown>;
    beforeAll(async () => {
      const account = await desk.account();
      const prices = { entryPrice: '15000.000000000001', exitPrice: SMALLEST_PRICE };
      const { tradeId } = await desk.recorded('trades', aTrade({ account, ...TRADE, ...prices, ...EXIT }));
      trade = await desk.read(`trades/${String(tradeId)}`);
    });

    it.each(fieldsOf({ ...TRADE, ...EXIT, entryPrice: '15000.000000000001', exitPrice: SMALLEST_PRICE }))(
      '%s',
      (field, value) => {
        expect(trade[field]).toEqual(value);
      },
    );
  });

  describe('of a trade closed later', () => {
    let trade: Record<string, unknown>;
    beforeAll(async () => {
      const account = await desk.account();
      const { tradeId } = await desk.recorded('trades', aTrade({ account, direction: 'SHORT' }));
      await desk.post(`trades/${String(tradeId)}/close`, { exitPrice: '14990.25', ...EXIT });
      trade = await desk.read(`trades/${String(tradeId)}`);
    });

    it.each(fieldsOf({ ...EXIT, exitPrice: '14990.25', status: 'CLOSED' }))('%s', (field, value) => {
      expect(trade[field]).toEqual(value);
    });
  });

  describe('of a snapshot', () => {
    let snapshot: Record<string, unknown>;
    beforeAll(async () => {
      const account = await desk.account();
      await desk.recorded('account-snapshots', aSnapshot({ account, ...SNAPSHOT }));
      snapshot = await desk.read(`account-snapshots/latest/${account}`);
    });

    it.each(fieldsOf(SNAPSHOT))('%s', (field, value) => {
      expect(snapshot[field]).toEqual(value);
    });
  });

  describe('of an edit', () => {
    const EDIT = {
      notes: TEXT,
      tags: ['x', 'y'],
      mentalStatePreTrade: 5,
      ruleBreaks: 1000,
      strategy: 'Other',
      stopLoss: '14999.999999999999',
      takeProfit: WIDEST_PRICE,
      mae: SMALLEST_PRICE,
      mfe: '3',
      executionQualityScore: 1,
      fxRate: '1.1',
    };
    let trade: Record<string, unknown>;
    beforeAll(async () => {
      const { tradeId } = await desk.recorded('trades', aTrade({ account: await desk.account() }));
      await desk.patch(`trades/${String(tradeId)}`, EDIT);
      trade = await desk.read(`trades/${String(tradeId)}`);
    });

    it.each(fieldsOf(EDIT))('%s', (field, value) => {
      expect(trade[field]).toEqual(value);
    });
  });

  it.each([
    ['JPN225', '0.001', '38765.5'],
    ['BTCUSD', '0.00000001', '123456.78'],
    ['BTCUSD', '123.456', '0.000000001'],
    ['USDJPY', '0.01', '157.123'],
    ['EURUSD', '1000.01', '1.08451'],
    ['MNQ', '3', '-37.63'],
  ])('of %s: quantity %s at %s', async (symbol, quantity, price) => {
    const account = await desk.account();

    await desk.recorded('fills', aFill({ account, symbol, quantity, price }));

    expect(await desk.trade(account)).toMatchObject({
      symbol,
      quantity,
      openQuantity: quantity,
      entryPrice: price,
    });
  });

  it.each([
    ['1e-9', '0.000000001'],
    [1e-9, '0.000000001'],
    ['+01.500', '1.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    [15_000.25, '15000.25'],
    [0.1 + 0.2, '0.3'],
    ['-0', '0'],
    ['-0.00', '0'],
  ])('of a price written as %j', async (written, canonical) => {
    const account = await desk.account();

    await desk.recorded('fills', aFill({ account, price: written }));

    expect((await desk.fills(account))[0].price).toBe(canonical);
  });

  it.each([
    ['2025-06-02T14:30:05Z', '2025-06-02T14:30:05.000000Z'],
    ['2025-06-02T16:30:05.5+02:00', '2025-06-02T14:30:05.500000Z'],
    ['2025-06-02 09:30:05-0500', '2025-06-02T14:30:05.000000Z'],
    ['2025-06-02T14:30:05.123456789Z', '2025-06-02T14:30:05.123456Z'],
    ['2024-02-29T23:59:59.999999Z', '2024-02-29T23:59:59.999999Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000000Z'],
  ])('of a time written as %s', async (written, canonical) => {
    const account = await desk.account();

    await desk.recorded('fills', aFill({ account, occurredAt: written }));

    expect((await desk.fills(account))[0].occurredAt).toBe(canonical);
  });

  it('of 0.1 + 0.2 in money', async () => {
    const account = await desk.account();
    await desk.recorded('fills', aFill({ account, commission: '0.1' }));

    await desk.recorded('fills', aFill({ account, commission: '0.2', occurredAt: at(1) }));

    expect((await desk.trade(account)).commission).toBe('0.3');
  });

  it('of an account', async () => {
    const fields = {
      account: unique('full'),
      name: TEXT.slice(0, 40),
      currency: 'EUR',
      mode: 'hedging',
      startingBalance: MOST_MONEY,
      timeZone: 'America/Chicago',
      dayStart: '17:00',
      broker: 'B',
      server: 'S',
      accountNumber: '007',
      platform: 'MT5',
    };
    await desk.recorded('accounts', fields);

    expect(await desk.read(`accounts/${fields.account}`)).toMatchObject(fields);
  });

  it('answers HOLD and stores nothing', async () => {
    const account = await desk.account();

    expect(await desk.post('signals', aSignal({ account, signalType: 'HOLD' }))).toMatchObject({
      status: 201,
      body: { signalId: null, signalType: 'HOLD' },
    });
    expect((await desk.read(`signals?account=${account}`)).items).toEqual([]);
  });

  it('answers a closed trade with the figures that a later GET reads', async () => {
    const account = await desk.account();
    const posted = await desk.recorded('trades', aClosedTrade({ account, tags: ['x'], stopLoss: '14990' }));

    expect(await desk.read(`trades/${String(posted.tradeId)}`)).toMatchObject(posted);
  });
});
