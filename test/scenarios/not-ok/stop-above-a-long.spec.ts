import { play } from '../scenario.js';

/** The stop of a long lies below its entry. */
play({
  name: 'a long whose stop lies above its entry',
  source: 'nothing was recorded',
  reports: [
    [
      'fills',
      {
        executionId: '1',
        symbol: 'MNQ',
        side: 'BUY',
        quantity: '1',
        price: '15000',
        stopLoss: '15010',
        occurredAt: '2025-06-02T14:00:00Z',
      },
    ],
  ],
  refused: { status: 422, body: { errors: [{ field: 'stopLoss', rule: 'wrong_side' }] } },
  trades: [],
});
