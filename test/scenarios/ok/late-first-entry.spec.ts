import { play } from '../scenario.js';

/**
 * The first entry is delivered last. In order: BUY 1 at 100, BUY 1 at 104 (average 102), SELL 2 at 105 = 3 × 2 × $2 = $12.
 * As it arrives: LONG 1 from 104, then SELL 2 seems to reverse into SHORT 1; the late fill makes one trade of the two.
 */
play({
  name: 'the first entry arrives last',
  source: 'computed by hand, as if in order',
  reports: [
    [
      'fills',
      {
        executionId: '2',
        symbol: 'MNQ',
        side: 'BUY',
        quantity: '1',
        price: '104',
        commission: '0.5',
        occurredAt: '2025-06-02T14:01:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '3',
        symbol: 'MNQ',
        side: 'SELL',
        quantity: '2',
        price: '105',
        commission: '1',
        occurredAt: '2025-06-02T14:02:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '1',
        symbol: 'MNQ',
        side: 'BUY',
        quantity: '1',
        price: '100',
        commission: '0.5',
        occurredAt: '2025-06-02T14:00:00Z',
      },
    ],
  ],
  trades: [
    {
      status: 'CLOSED',
      direction: 'LONG',
      quantity: '2',
      entryPrice: '102',
      entryTime: '2025-06-02T14:00:00.000000Z',
      exitPrice: '105',
      plAmountGross: '12',
      feesPaid: '2',
      plAmountNet: '10',
    },
  ],
});
