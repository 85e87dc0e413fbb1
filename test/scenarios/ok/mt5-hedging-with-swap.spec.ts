import { play } from '../scenario.js';

/**
 * A MetaTrader 5 hedging account in dollars holds two positions in EURUSD at once.
 * 7001: BUY 0.50 at 1.08450, closed 0.20 at 1.08610 (16.0 pips, $32.00) and 0.30 at 1.08390 (−6.0 pips, −$18.00): $14.00.
 * Commission −$3.50 a lot and side as MT5 charges it: 1.75 + 0.70 + 1.05 = $3.50. Swap paid $0.42. Net 14 − 3.92 = 10.08.
 * Average exit (0.2 × 1.08610 + 0.3 × 1.08390) ÷ 0.5 = 1.08478: 2.8 pips.
 * 7002: SELL 0.50 at 1.08500, still open. MT5 states the same profits, so nothing differs.
 */
play({
  name: 'MT5: two positions in one symbol, with swap',
  source: 'computed by hand from the deals of an MT5 report',
  account: { mode: 'hedging' },
  reports: [
    [
      'fills',
      {
        executionId: 'd1',
        positionId: '7001',
        symbol: 'EURUSD.m',
        side: 'BUY',
        quantity: '0.50',
        price: '1.08450',
        commission: '1.75',
        occurredAt: '2025-06-02T08:00:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: 'd2',
        positionId: '7002',
        symbol: 'EURUSD.m',
        side: 'SELL',
        quantity: '0.50',
        price: '1.08500',
        commission: '1.75',
        occurredAt: '2025-06-02T08:05:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: 'd3',
        positionId: '7001',
        symbol: 'EURUSD.m',
        side: 'SELL',
        quantity: '0.20',
        price: '1.08610',
        commission: '0.70',
        realizedProfit: '32.00',
        occurredAt: '2025-06-02T09:00:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: 'd4',
        positionId: '7001',
        symbol: 'EURUSD.m',
        side: 'SELL',
        quantity: '0.30',
        price: '1.08390',
        commission: '1.05',
        swap: '0.42',
        realizedProfit: '-18.00',
        occurredAt: '2025-06-02T10:00:00Z',
      },
    ],
  ],
  trades: [
    {
      positionId: '7001',
      status: 'CLOSED',
      exitPrice: '1.08478',
      pips: '2.8',
      plAmountGross: '14',
      commission: '3.5',
      swap: '0.42',
      feesPaid: '3.92',
      plAmountNet: '10.08',
      brokerProfit: '14',
      profitDifference: '0',
      profitMismatch: false,
    },
    { positionId: '7002', status: 'OPEN', direction: 'SHORT', openQuantity: '0.5', plAmountGross: null },
  ],
});
