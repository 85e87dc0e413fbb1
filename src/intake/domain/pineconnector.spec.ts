import { describe, expect, it } from '@jest/globals';
import { parseIntake } from './parse-intake.js';
import { readPineConnector } from './pineconnector.js';

function signalsOf(body: string): unknown[] {
  const result = parseIntake('tradingview', body);
  return result.ok ? result.message.signals : [];
}

describe('PineConnector text', () => {
  it.each([
    ['buystop', 'BUY', null],
    ['buylimit', 'BUY', null],
    ['sellstop', 'SELL', null],
    ['closeall', 'CLOSE', null],
    ['closelongshort', 'CLOSE', null],
    ['closeshort', 'CLOSE', 'SHORT'],
    ['cancellong', 'HOLD', null],
  ])('reads %s as %s', (command, signalType, closeSide) => {
    expect(signalsOf(`60123456789,${command},EURUSD`)).toMatchObject([{ signalType, closeSide }]);
  });

  it('closes one side and opens the other on closelongsell, with the size of the order', () => {
    expect(signalsOf('60123456789,closelongsell,EURUSD,vol_lots=0.5')).toMatchObject([
      { signalType: 'CLOSE', closeSide: 'LONG', quantity: null },
      { signalType: 'SELL', quantity: '0.5' },
    ]);
  });

  it('does not take the price of a pending order, which may be in pips, for a price', () => {
    expect(signalsOf('60123456789,buystop,EURUSD,price=10,risk=1')).toMatchObject([
      { price: null, reason: 'buystop price=10, risk=1' },
    ]);
  });

  it('keeps the secret out of the reason', () => {
    expect(signalsOf('60123456789,buy,EURUSD,risk=1,secret=pine-invented-9')).toMatchObject([
      { reason: 'buy risk=1' },
    ]);
  });

  it('needs a license, a command and a symbol', () => {
    expect(readPineConnector('buy,EURUSD')).toBeNull();
    expect(readPineConnector('60123456789,buy,risk=1')).toBeNull();
  });

  it('may spell parameters in any case, and leave a quote open', () => {
    expect(readPineConnector('1,buy,EURUSD,Comment="a, b')).toMatchObject({ comment: 'a, b' });
  });
});
