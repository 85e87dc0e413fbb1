import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aClosedTrade, aFill, aSignal, aSnapshot, aTrade, at } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from './desk.js';

describe.each(DIALECTS)('the figures of a trade on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
  });
  afterAll(() => desk.close());

  async function closed(fields: Record<string, unknown>, accountFields = {}): Promise<Body> {
    return desk.recorded('trades', aClosedTrade({ account: await desk.account(accountFields), ...fields }));
  }

  async function ofFills(fills: Record<string, unknown>[], accountFields = {}): Promise<Body> {
    const account = await desk.account(accountFields);
    await desk.recordedEach(
      'fills',
      fills.map((fill, index) => aFill({ account, occurredAt: at(index), ...fill })),
    );
    return desk.trade(account);
  }

  describe('profit', () => {
    it.each([
      ['LONG', '15010', '20'],
      ['LONG', '14990', '-20'],
      ['SHORT', '14990', '20'],
      ['SHORT', '15010', '-20'],
    ])('of a %s to %s is %s', async (direction, exitPrice, plAmountGross) => {
      expect(await closed({ direction, exitPrice })).toMatchObject({
        plAmountGross,
        plAmountNet: plAmountGross,
      });
    });

    it('net is gross minus commission, swap and fees', async () => {
      const costs = { entryCommission: '0.1', commission: '0.2', swap: '-0.05', fees: '0.01' };

      expect(await closed(costs)).toMatchObject({
        feesPaid: '0.26',
        commission: '0.3',
        swap: '-0.05',
        plAmountGross: '20',
        plAmountNet: '19.74',
      });
    });

    it.each([
      ['1', 'Win'],
      ['20', 'Breakeven'],
      ['21', 'Loss'],
    ])('after costs of %s is a %s', async (fees, winLoss) => {
      expect((await closed({ fees })).winLoss).toBe(winLoss);
    });

    it('of exactly zero is zero, not nothing', async () => {
      expect(await closed({ exitPrice: '15000' })).toMatchObject({
        plAmountGross: '0',
        plAmountNet: '0',
        winLoss: 'Breakeven',
        plPercentage: 0,
        resultR: null,
      });
    });

    it('in percent is that of the equity at entry', async () => {
      const account = await desk.account();
      await desk.recorded('account-snapshots', aSnapshot({ account, equity: '4000', snapshotTime: at(-10) }));
      await desk.recorded('account-snapshots', aSnapshot({ account, equity: '9999', snapshotTime: at(10) }));

      expect(await desk.recorded('trades', aClosedTrade({ account }))).toMatchObject({
        portfolioEquityAtEntry: '4000',
        plPercentage: 0.5,
      });
    });

    it('in percent is 0 when the equity is unknown', async () => {
      expect(await closed({})).toMatchObject({ portfolioEquityAtEntry: null, plPercentage: 0 });
    });

    it('in percent is 0 when the equity is 0', async () => {
      expect((await closed({ portfolioEquityAtEntry: '0' })).plPercentage).toBe(0);
    });
  });

  describe('risk', () => {
    it('is the distance to the stop times point value and quantity', async () => {
      expect(await closed({ quantity: '3', stopLoss: '14990' })).toMatchObject({
        initialRiskAmount: '60',
        resultR: 1,
        stopDistancePoints: '10',
      });
    });

    it('has R follow from net, not gross', async () => {
      expect((await closed({ stopLoss: '14990', fees: '5' })).resultR).toBe(0.75);
    });

    it('counts what was added before the first exit', async () => {
      const trade = await ofFills([
        { stopLoss: '14990' },
        { price: '15010' },
        { side: 'SELL', price: '15020' },
      ]);

      expect(trade.initialRiskAmount).toBe('60');
    });

    it('is not changed by what is added after the first exit', async () => {
      const trade = await ofFills([
        { quantity: '2', stopLoss: '14990' },
        { side: 'SELL', price: '15010' },
        { quantity: '5', price: '15020' },
      ]);

      expect(trade.initialRiskAmount).toBe('40');
    });

    it('is not changed by a stop that moves', async () => {
      const account = await desk.account();
      const { tradeId } = await desk.recorded('trades', aTrade({ account, stopLoss: '14990' }));
      await desk.patch(`trades/${String(tradeId)}`, { stopLoss: '15005' });

      const { body } = await desk.post(`trades/${String(tradeId)}/close`, {
        exitPrice: '15010',
        exitTime: at(60),
      });

      expect(body).toMatchObject({
        stopLoss: '15005',
        initialStopLoss: '14990',
        initialRiskAmount: '20',
        stopDistancePoints: '10',
        resultR: 1,
      });
    });

    it('is not changed by the stop of a fill that adds', async () => {
      const trade = await ofFills([
        { stopLoss: '14990' },
        { side: 'SELL', quantity: '0.5' },
        { stopLoss: '14000' },
      ]);

      expect(trade).toMatchObject({ initialStopLoss: '14990', initialRiskAmount: '20' });
    });

    it('is unknown without a stop', async () => {
      expect(await closed({})).toMatchObject({
        initialRiskAmount: null,
        resultR: null,
        riskRewardRatio: null,
      });
    });

    it('has planned reward to risk', async () => {
      expect((await closed({ stopLoss: '14990', takeProfit: '15025' })).riskRewardRatio).toBe(2.5);
    });

    it('comes from a first stop that is stated later', async () => {
      const { tradeId } = await desk.recorded('trades', aTrade({ account: await desk.account() }));

      const { body } = await desk.patch(`trades/${String(tradeId)}`, { stopLoss: '14980' });

      expect(body).toMatchObject({ initialStopLoss: '14980', initialRiskAmount: '40' });
    });
  });

  describe('slippage in ticks is positive when it is adverse:', () => {
    it.each([
      ['LONG', 'entry', '15000.5', '2'],
      ['LONG', 'entry', '14999.75', '-1'],
      ['SHORT', 'entry', '14999.5', '2'],
      ['SHORT', 'entry', '15000.25', '-1'],
    ])('%s %s meant for 15000 at %s is %s', async (direction, _, entryPrice, ticks) => {
      const trade = await closed({ direction, entryPrice, intendedPrice: '15000' });

      expect(trade.entrySlippageTicks).toBe(ticks);
    });

    it.each([
      ['LONG', '15009.5', '2'],
      ['LONG', '15010.25', '-1'],
      ['SHORT', '15010.5', '2'],
      ['SHORT', '15009.75', '-1'],
    ])('%s exit meant for 15010 at %s is %s', async (direction, exitPrice, ticks) => {
      const trade = await closed({ direction, exitPrice, intendedExitPrice: '15010' });

      expect(trade.exitSlippageTicks).toBe(ticks);
    });

    it('is weighted by quantity over fills', async () => {
      const trade = await ofFills([
        { quantity: '3', price: '15000.25', intendedPrice: '15000' },
        { quantity: '1', price: '15001.25', intendedPrice: '15000' },
        { quantity: '4' },
      ]);

      expect(trade.entrySlippageTicks).toBe('2');
    });

    it('is unknown without an intended price', async () => {
      expect(await closed({})).toMatchObject({ entrySlippageTicks: null, exitSlippageTicks: null });
    });

    it('of an exit by fills counts against the closing order', async () => {
      const trade = await ofFills([
        { side: 'SELL' },
        { side: 'BUY', price: '14990.5', intendedPrice: '14990' },
      ]);

      expect(trade.exitSlippageTicks).toBe('2');
    });
  });

  describe('time', () => {
    it('from order to fill is in milliseconds, to the microsecond', async () => {
      const trade = await closed({
        orderSubmittedAt: '2025-06-02T14:29:59.999750Z',
        exitSubmittedAt: '2025-06-02T14:30:58.500000Z',
      });

      expect(trade).toMatchObject({ entryExecutionLatencyMs: 0.25, exitExecutionLatencyMs: 1500 });
    });

    it('in the trade is in seconds and minutes', async () => {
      expect(await closed({ exitTime: at(90.5) })).toMatchObject({
        durationSeconds: 90.5,
        holdingDurationMinutes: 90.5 / 60,
      });
    });

    it('of an open trade is unknown', async () => {
      const trade = await desk.recorded('trades', aTrade({ account: await desk.account() }));

      expect(trade).toMatchObject({ durationSeconds: null, exitTime: null });
    });
  });

  describe('pips', () => {
    it.each([
      ['EURUSD', '1.08450', '1.08561', '11.1'],
      ['USDJPY', '157.100', '157.223', '12.3'],
      ['XAUUSD', '2300.00', '2300.50', '50'],
    ])('of %s from %s to %s are %s', async (symbol, entryPrice, exitPrice, pips) => {
      expect((await closed({ symbol, entryPrice, exitPrice })).pips).toBe(pips);
    });

    it('of a SHORT are positive when the price falls', async () => {
      const fields = { symbol: 'EURUSD', direction: 'SHORT', entryPrice: '1.085', exitPrice: '1.084' };

      expect((await closed(fields)).pips).toBe('10');
    });

    it('are none for futures', async () => {
      expect((await closed({})).pips).toBeNull();
    });
  });

  describe('in another currency', () => {
    it('needs no rate when the quote is the account’s currency', async () => {
      const fields = { symbol: 'EURUSD', quantity: '0.5', entryPrice: '1.08450', exitPrice: '1.08561' };

      // 0.00111 × 100,000 × 0.5 lots
      expect(await closed(fields)).toMatchObject({ plAmountGross: '55.5', needsRate: false });
    });

    it('takes the rate that comes with it', async () => {
      const fields = { symbol: 'USDJPY', entryPrice: '157.1', exitPrice: '157.6', fxRate: '0.0064' };

      // 0.5 × 100,000 yen × 0.0064
      expect(await closed(fields)).toMatchObject({ plAmountGross: '320', needsRate: false });
    });

    const dax = {
      symbol: 'GER40',
      quantity: '2',
      entryPrice: '18000',
      exitPrice: '18010',
      stopLoss: '17980',
    };

    it('waits for a rate', async () => {
      expect(await closed(dax)).toMatchObject({
        status: 'CLOSED',
        needsRate: true,
        plAmountGross: null,
        plAmountNet: null,
        winLoss: null,
        resultR: null,
        initialRiskAmount: null,
      });
    });

    it('is completed by a rate that comes later', async () => {
      const { tradeId } = await closed(dax);

      const { body } = await desk.patch(`trades/${String(tradeId)}`, { fxRate: '1.1' });

      // 10 points × 2 × 1.1; the stop is 20 points away
      expect(body).toMatchObject({
        needsRate: false,
        plAmountGross: '22',
        initialRiskAmount: '44',
        resultR: 0.5,
        winLoss: 'Win',
      });
    });

    it('is completed for a trade of fills too', async () => {
      const { tradeId } = await ofFills([
        { symbol: 'GER40', price: '18000' },
        { symbol: 'GER40', price: '18010', side: 'SELL' },
      ]);

      const { body } = await desk.patch(`trades/${String(tradeId)}`, { fxRate: '1.1' });

      expect(body).toMatchObject({ needsRate: false, plAmountGross: '11' });
    });

    it('takes the profit that the broker states', async () => {
      expect(await closed({ ...dax, profit: '21.37' })).toMatchObject({
        plAmountGross: '21.37',
        brokerProfit: '21.37',
        needsRate: false,
        profitMismatch: false,
      });
    });

    it('does not wait while nothing was realised', async () => {
      expect(await ofFills([{ symbol: 'GER40', price: '18000' }])).toMatchObject({
        needsRate: false,
        plAmountGross: null,
      });
    });

    it('needs no rate when the price came back to the entry', async () => {
      expect(await closed({ ...dax, exitPrice: '18000' })).toMatchObject({
        needsRate: false,
        plAmountGross: '0',
      });
    });

    it('takes each exit at its own rate', async () => {
      const trade = await ofFills([
        { symbol: 'GER40', price: '18000', quantity: '2', fxRate: '1.05' },
        { symbol: 'GER40', price: '18010', side: 'SELL', fxRate: '1.1' },
        { symbol: 'GER40', price: '18010', side: 'SELL', fxRate: '1.2' },
      ]);

      expect(trade.plAmountGross).toBe('23');
    });
  });

  describe('beside the broker’s', () => {
    it.each([
      ['20', '0', false],
      ['20.01', '0.01', false],
      ['19.99', '-0.01', false],
      ['20.01000001', '0.01000001', true],
      ['18', '-2', true],
    ])('profit of %s differs by %s: flagged %s', async (profit, profitDifference, profitMismatch) => {
      expect(await closed({ profit })).toMatchObject({
        plAmountGross: '20',
        brokerProfit: profit,
        profitDifference,
        profitMismatch,
      });
    });

    it('profit is summed over the exits', async () => {
      const trade = await ofFills([
        { quantity: '2' },
        { side: 'SELL', price: '15010', realizedProfit: '20' },
        { side: 'SELL', price: '15020', realizedProfit: '41' },
      ]);

      expect(trade).toMatchObject({ brokerProfit: '61', profitDifference: '1', profitMismatch: true });
    });

    it('profit of zero is zero, not nothing', async () => {
      expect(await closed({ profit: '0' })).toMatchObject({ brokerProfit: '0', profitMismatch: true });
    });
  });

  it('come from the signal when the trade states nothing of its own', async () => {
    const account = await desk.account();
    const { clientSignalId } = await desk.recorded(
      'signals',
      aSignal({ account, stopLoss: '14990', strategy: 'ORB' }),
    );

    expect(await desk.recorded('trades', aClosedTrade({ account, clientSignalId }))).toMatchObject({
      strategy: 'ORB',
      initialRiskAmount: '20',
      resultR: 1,
    });
  });
});
