import { play } from '../scenario.js';

/** The clock stands at 22:00:00 and may be 60 seconds behind: 22:01:00 is taken, a microsecond later is not. */
play({
  name: 'a fill from the future',
  source: 'the fill at the edge left it',
  reports: [
    [
      'fills',
      {
        executionId: '1',
        symbol: 'MNQ',
        side: 'BUY',
        quantity: '1',
        price: '15000',
        occurredAt: '2025-06-02T22:01:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '2',
        symbol: 'MNQ',
        side: 'BUY',
        quantity: '1',
        price: '15000',
        occurredAt: '2025-06-02T22:01:00.000001Z',
      },
    ],
  ],
  refused: { status: 422, body: { errors: [{ field: 'occurredAt', rule: 'not_in_future' }] } },
  trades: [{ quantity: '1' }],
});
