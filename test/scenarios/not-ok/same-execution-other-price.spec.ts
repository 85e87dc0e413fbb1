import { play } from '../scenario.js';

/** A bot restarts with its numbering and reuses an execution id. The first fact stands. */
play({
  name: 'an execution id that comes with another price',
  source: 'the first fill left it',
  reports: [
    [
      'fills',
      {
        executionId: '1',
        symbol: 'MNQ',
        side: 'BUY',
        quantity: '1',
        price: '15000',
        occurredAt: '2025-06-02T14:00:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: '1',
        symbol: 'MNQ',
        side: 'BUY',
        quantity: '1',
        price: '15001',
        occurredAt: '2025-06-02T14:00:00Z',
      },
    ],
  ],
  refused: { status: 409, body: { code: 'execution_conflict', differingFields: ['price'] } },
  trades: [{ status: 'OPEN', entryPrice: '15000', quantity: '1' }],
});
