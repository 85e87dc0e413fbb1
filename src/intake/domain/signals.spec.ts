import { describe, expect, it } from '@jest/globals';
import { accepted, refused } from '../../../test/fixtures/intake/messages.js';

describe('what is wrong with a message', () => {
  const order = { symbol: 'MNQ', side: 'LONG', entry: '15000' };

  it('comes back all at once', () => {
    const errors = refused('generic', { side: 'up', entry: 'abc', confidence: 80, time: 'yesterday' });
    expect(errors.map((error) => error.field).sort()).toEqual([
      'action',
      'confidence',
      'price',
      'symbol',
      'timestamp',
    ]);
  });

  it.each([
    [{ contracts: -1 }, 'quantity', 'Expected quantity above 0, was -1'],
    [{ contracts: '0' }, 'quantity', 'Expected quantity above 0, was 0'],
    [{ stop: 15100 }, 'stopLoss', 'Expected stopLoss below 15000 for a BUY, was 15100'],
    [{ stop: 15000 }, 'stopLoss', 'Expected stopLoss below 15000 for a BUY, was 15000'],
    [{ target: 14900 }, 'takeProfit', 'Expected takeProfit above 15000 for a BUY, was 14900'],
    [{ side: 'SHORT', stop: 14900 }, 'stopLoss', 'Expected stopLoss above 15000 for a SELL, was 14900'],
    [
      { side: 'SHORT', target: 1.51e4 },
      'takeProfit',
      'Expected takeProfit below 15000 for a SELL, was 15100',
    ],
    [{ confidence: 1.2 }, 'confidence', 'Expected confidence from 0 to 1, was 1.2'],
    [{ entry: 0 }, 'price', 'Expected a price, was missing'],
    [{ max_lag: '-5' }, 'maxLagSeconds', 'Expected maxLagSeconds above 0, was -5'],
  ])('is said in words: %j', (change, field, message) => {
    expect(refused('generic', { ...order, ...change })).toMatchObject([{ field, message }]);
  });

  it('includes a stop beyond the target where there is no price', () => {
    const body = { ticker: 'MNQ', action: 'buy', sl_price: '15040', tp_price: '14980' };
    expect(refused('tradingview', body)).toMatchObject([{ field: 'stopLoss', rule: 'wrong_side' }]);
  });

  it('includes a relative stop without a price', () => {
    const body = { ticker: 'AMD', action: 'buy', stopLoss: { percent: 5 } };
    expect(refused('tradingview', body)).toMatchObject([{ field: 'stopLoss', rule: 'needs_price' }]);
  });

  it.each(['dollar_amount', 'percent_of_equity'])('includes a quantity in %s', (quantityType) => {
    const body = { ticker: 'AMD', action: 'buy', quantity: 500, quantityType };
    expect(refused('tradingview', body)).toMatchObject([{ field: 'quantity', rule: 'unit' }]);
  });

  it('includes a number too large to identify anything', () => {
    expect(
      refused('generic', `{"symbol":"MNQ","side":"BUY","entry":1,"id":1234567890123456789}`),
    ).toMatchObject([{ field: 'id', rule: 'text' }]);
  });

  it.each(['newsltplong', 'eaoff', 'modify'])('includes the command %s, which is no signal', (action) => {
    expect(refused('tradingview', { ticker: 'EURUSD', action })).toMatchObject([
      { field: 'action', rule: 'one_of' },
    ]);
  });

  it('never keeps a position open: an exit does not look at its stop', () => {
    const body = { ticker: 'MNQ', action: 'exit', stopLoss: 'NaN', takeProfit: { percent: 3 } };
    expect(accepted('tradingview', body).signals).toMatchObject([{ signalType: 'CLOSE', stopLoss: null }]);
  });

  it('does not invent a stop, and reads 0 as none', () => {
    expect(accepted('generic', { ...order, stop: 0, target: '0.00' }).signals).toMatchObject([
      { stopLoss: null, takeProfit: null },
    ]);
  });

  it('gives the two signals of a reversal different keys', () => {
    const body = { ...order, market_position: 'short', prev_market_position: 'long', id: 'a1' };
    expect(accepted('tradingview', body).signals.map((signal) => signal.clientKey)).toEqual([
      'a1:close',
      'a1',
    ]);
  });

  it('does not take an order id, which strategies repeat, for a key', () => {
    const body = { ...order, order_id: 'Long' };
    expect(accepted('tradingview', body).signals).toMatchObject([{ clientKey: null, orderId: 'Long' }]);
  });
});
