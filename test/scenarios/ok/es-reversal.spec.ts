import { play } from '../scenario.js';

/**
 * ES: $50 per point. Long 2 from 5,300.00; SELL 5 at 5,290.50 closes them at −9.5 × 50 × 2 = −$950 and opens SHORT 3,
 * which BUY 3 at 5,280.25 closes at +10.25 × 50 × 3 = $1,537.50.
 * The reversal's commission of $11.25 is divided 2 : 3, 4.50 and 6.75.
 * Net −950 − 4.50 − 4.50 = −959; 1,537.50 − 6.75 − 6.75 = 1,524.
 */
play({
  name: 'ES: stopped and reversed with one order',
  source: 'computed by hand',
  reports: [
    [
      'fills',
      {
        executionId: '1',
        symbol: 'ES',
        side: 'BUY',
        quantity: '2',
        price: '5300',
        commission: '4.5',
        occurredAt: '2025-06-02T14:00:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '2',
        symbol: 'ES',
        side: 'SELL',
        quantity: '5',
        price: '5290.5',
        commission: '11.25',
        occurredAt: '2025-06-02T14:10:00Z',
        exitReason: 'Stop',
      },
    ],
    [
      'fills',
      {
        executionId: '3',
        symbol: 'ES',
        side: 'BUY',
        quantity: '3',
        price: '5280.25',
        commission: '6.75',
        occurredAt: '2025-06-02T14:20:00Z',
        exitReason: 'Target',
      },
    ],
  ],
  trades: [
    {
      direction: 'LONG',
      quantity: '2',
      plAmountGross: '-950',
      feesPaid: '9',
      plAmountNet: '-959',
      winLoss: 'Loss',
      exitReason: 'Stop',
    },
    {
      direction: 'SHORT',
      quantity: '3',
      plAmountGross: '1537.5',
      feesPaid: '13.5',
      plAmountNet: '1524',
      winLoss: 'Win',
      exitReason: 'Target',
    },
  ],
});
