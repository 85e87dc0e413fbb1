import { play } from '../scenario.js';

/**
 * The exchange corrects the opening price an hour after the close: 5,301.25 instead of 5,300.00, so 1.25 × $5 = $6.25 less
 * per MES. Before: (5,310 − 5,300) × 5 × 2 = $100; after: $87.50.
 */
play({
  name: 'MES: the entry is corrected after the close',
  source: 'computed by hand',
  reports: [
    [
      'fills',
      {
        executionId: '1',
        symbol: 'MES',
        side: 'BUY',
        quantity: '2',
        price: '5300',
        occurredAt: '2025-06-02T14:00:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '2',
        symbol: 'MES',
        side: 'SELL',
        quantity: '2',
        price: '5310',
        occurredAt: '2025-06-02T14:30:00Z',
        exitReason: 'Target',
      },
    ],
    [
      'fills',
      {
        executionId: '1c',
        kind: 'CORRECTION',
        replacesExecutionId: '1',
        symbol: 'MES',
        side: 'BUY',
        quantity: '2',
        price: '5301.25',
        occurredAt: '2025-06-02T14:00:00Z',
      },
    ],
  ],
  trades: [{ status: 'CLOSED', entryPrice: '5301.25', plAmountGross: '87.5', exitReason: 'Target' }],
});
