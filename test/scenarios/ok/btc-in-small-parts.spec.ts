import { play } from '../scenario.js';

/**
 * BTCUSD, one lot is one coin. Three purchases of 0.001 at six-figure prices, all sold at 104,000.50:
 * cost 0.001 × (103,999.99 + 104,000.00 + 104,000.02) = 312.00001; proceeds 0.003 × 104,000.50 = 312.0015.
 * Gross 0.00149. Average entry 312.00001 ÷ 0.003 = 104,000.003333333333…
 */
play({
  name: 'BTC: thousandths of a coin at six-figure prices',
  source: 'computed by hand',
  reports: [
    [
      'fills',
      {
        executionId: '1',
        symbol: 'BTCUSD',
        side: 'BUY',
        quantity: '0.001',
        price: '103999.99',
        occurredAt: '2025-06-02T01:00:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '2',
        symbol: 'BTCUSD',
        side: 'BUY',
        quantity: '0.001',
        price: '104000.00',
        occurredAt: '2025-06-02T01:01:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '3',
        symbol: 'BTCUSD',
        side: 'BUY',
        quantity: '0.001',
        price: '104000.02',
        occurredAt: '2025-06-02T01:02:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '4',
        symbol: 'BTCUSD',
        side: 'SELL',
        quantity: '0.003',
        price: '104000.50',
        occurredAt: '2025-06-02T02:00:00Z',
      },
    ],
  ],
  trades: [
    { quantity: '0.003', entryPrice: '104000.003333333333', plAmountGross: '0.00149', winLoss: 'Win' },
  ],
});
