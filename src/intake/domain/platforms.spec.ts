import { describe, expect, it } from '@jest/globals';
import { accepted, fixture, refused } from '../../../test/fixtures/intake/messages.js';

describe('messages of each platform', () => {
  it('reads a TradersPost strategy alert', () => {
    expect(accepted('tradingview', fixture('traderspost-strategy.json'))).toEqual({
      signals: [
        {
          symbol: 'MNQ1!',
          signalType: 'BUY',
          closeSide: null,
          price: '15000.25',
          stopLoss: '14980',
          takeProfit: '15040.5',
          quantity: '2',
          timestamp: '2026-03-02T14:31:05.000000Z',
          confidence: 0.8,
          strategy: 'TradingView',
          timeframe: '5',
          reason: null,
          clientKey: null,
          orderId: null,
        },
      ],
      secret: 'correct-horse-battery',
      account: null,
      maxLagSeconds: null,
    });
  });

  it('turns a percentage and an amount into prices on the sides of a SELL', () => {
    // 150 − 10 % = 135; 150 + 7.50 = 157.50.
    expect(accepted('tradingview', fixture('traderspost-percent.json')).signals).toMatchObject([
      { signalType: 'SELL', price: '150', takeProfit: '135', stopLoss: '157.5' },
    ]);
  });

  it('closes the whole position on sentiment flat, whatever the action', () => {
    expect(accepted('tradingview', fixture('traderspost-flat.json')).signals).toMatchObject([
      { symbol: 'CME_MINI:MNQ1!', signalType: 'CLOSE', quantity: null, price: '15020' },
    ]);
  });

  it('reads the simple alert with a time in Unix seconds and no stop', () => {
    expect(accepted('tradingview', fixture('tradingview-simple.json')).signals).toMatchObject([
      {
        signalType: 'BUY',
        price: '15000.5',
        stopLoss: null,
        takeProfit: null,
        quantity: '3',
        timestamp: '2026-03-02T14:31:05.000000Z',
        strategy: 'ORB',
        reason: 'Opening range broken',
      },
    ]);
  });

  it('reads a 3Commas reversal as a close and an opening of the new size', () => {
    const message = accepted('tradingview', fixture('3commas-reversal.json'));
    expect(message).toMatchObject({ secret: 'eyJhbGciOiJub25lIn0.invented.3commas', maxLagSeconds: 300 });
    expect(message.signals).toMatchObject([
      { symbol: 'BTCUSDT.P', signalType: 'CLOSE', closeSide: 'LONG', quantity: null, price: '64250.1' },
      { symbol: 'BTCUSDT.P', signalType: 'SELL', closeSide: null, quantity: '0.015' },
    ]);
  });

  it('keeps the pips and the risk of PineConnector as text', () => {
    const message = accepted('tradingview', fixture('pineconnector-buy.txt'));
    expect(message.secret).toBe('pine-invented-9');
    expect(message.signals).toMatchObject([
      {
        symbol: 'EURUSD',
        signalType: 'BUY',
        stopLoss: null,
        takeProfit: null,
        quantity: null,
        reason: 'gap, then go | buy risk=1, sl=20, tp=40',
      },
    ]);
  });

  it('reads the parameters of PineConnector that name exact figures, and the license as the secret', () => {
    const message = accepted('tradingview', fixture('pineconnector-prices.txt'));
    expect(message.secret).toBe('60123456789');
    expect(message.signals).toMatchObject([
      { signalType: 'SELL', stopLoss: '2420.5', takeProfit: '2380', quantity: '0.25', reason: 'selllimit' },
    ]);
  });

  it('closes only longs on closelong', () => {
    expect(accepted('tradingview', fixture('pineconnector-closelong.txt')).signals).toMatchObject([
      { symbol: 'GBPUSD', signalType: 'CLOSE', closeSide: 'LONG' },
    ]);
  });

  it('reads tradingwizard', () => {
    const message = accepted('tradingview', fixture('tradingwizard.json'));
    expect(message.secret).toBe('tw-invented-token');
    expect(message.signals).toMatchObject([
      { symbol: 'ETHUSD', signalType: 'SELL', price: '3100.5', strategy: 'Mean reversion', timeframe: '15' },
    ]);
  });

  it('keeps the stop distance of AlgoWay as text and its target price as a price', () => {
    expect(accepted('tradingview', fixture('algoway.json')).signals).toMatchObject([
      {
        signalType: 'BUY',
        price: '1.085',
        quantity: '0.1',
        stopLoss: null,
        takeProfit: '1.095',
        reason: 'london | stop_loss=120',
      },
    ]);
  });

  it('reads action, pair, bot and timeframe out of a WunderTrading code', () => {
    expect(accepted('tradingview', fixture('wundertrading.json')).signals).toMatchObject([
      {
        symbol: 'BTC-USDT',
        signalType: 'SELL',
        quantity: '0.5',
        strategy: 'Trend bot',
        timeframe: '15M',
        stopLoss: null,
      },
    ]);
    expect(accepted('tradingview', fixture('wundertrading.txt')).signals).toMatchObject([
      { symbol: 'BTC-USDT', signalType: 'CLOSE', closeSide: null },
    ]);
  });

  it('prefers a ticker to the pair inside a WunderTrading code', () => {
    const body = { code: 'ENTER-LONG_Bybit_NONE_bot_15M_0123', ticker: 'ETHUSDT' };
    expect(accepted('tradingview', body).signals).toMatchObject([{ symbol: 'ETHUSDT', signalType: 'BUY' }]);
    expect(refused('tradingview', { code: body.code })).toMatchObject([
      { field: 'symbol', rule: 'required' },
    ]);
  });

  it('reads an expert advisor, half a lot staying half a lot', () => {
    const message = accepted('mt5', fixture('mt5.json'));
    expect(message.secret).toBe('mt5-invented-token');
    expect(message.signals).toMatchObject([
      {
        symbol: 'EURUSD.m',
        signalType: 'SELL',
        price: '1.085',
        stopLoss: '1.0875',
        takeProfit: null,
        quantity: '0.5',
        timestamp: '2023-06-15T07:30:00.000000Z',
        confidence: 0.75,
        strategy: 'MT5_breakout',
        reason: 'breakout',
        orderId: '987654321',
      },
    ]);
  });

  it('reads a generic signal', () => {
    const message = accepted('generic', fixture('generic.json'));
    expect(message.account).toBe('acc-1');
    expect(message.signals).toMatchObject([
      {
        symbol: 'MNQ',
        signalType: 'BUY',
        price: '15000',
        stopLoss: '14980',
        takeProfit: '15040',
        quantity: '2',
        confidence: 0.65,
        strategy: 'VWAP pullback',
        reason: 'Second touch',
        clientKey: 'scanner-42',
      },
    ]);
  });

  it('gives each source its own defaults', () => {
    const order = { symbol: 'MNQ', action: 'buy', price: '15000' };
    expect(accepted('tradingview', order).signals[0]).toMatchObject({
      confidence: 0.8,
      strategy: 'TradingView',
    });
    expect(accepted('mt5', order).signals[0]).toMatchObject({ confidence: 0.75, strategy: 'MT5_EA' });
    expect(accepted('generic', order).signals[0]).toMatchObject({ confidence: 0.7, strategy: 'Generic' });
  });

  it.each([0, -1, '0.0'])('reads a level of %j from an expert advisor as none', (level) => {
    const order = { symbol: 'EURUSD', type: 1, price: 1.1, sl: level, tp: level };
    expect(accepted('mt5', order).signals[0]).toMatchObject({ stopLoss: null, takeProfit: null });
  });

  it('names an expert advisor by its magic number when there is no comment', () => {
    const order = { symbol: 'EURUSD', type: '0', price: 1.1, comment: '', magic: 234000 };
    expect(accepted('mt5', order).signals[0]).toMatchObject({ strategy: 'MT5_EA_234000', signalType: 'BUY' });
  });
});
