import { play } from '../scenario.js';

/** The predecessor let a closed winner be closed again as a loser (defect T38). Won at 15,010: 10 × $2 = $20. */
play({
  name: 'a winner that is closed again as a loser',
  source: 'the first close left it',
  reports: [
    [
      'trades',
      {
        ticket: '1',
        symbol: 'MNQ',
        direction: 'LONG',
        quantity: '1',
        entryPrice: '15000',
        entryTime: '2025-06-02T14:00:00Z',
      },
    ],
    ['trades/close', { ticket: '1', exitPrice: '15010', exitTime: '2025-06-02T14:10:00Z' }],
    ['trades/close', { ticket: '1', exitPrice: '14910', exitTime: '2025-06-02T14:10:00Z' }],
  ],
  refused: { status: 409, body: { code: 'trade_already_closed', differingFields: ['exitPrice'] } },
  trades: [{ status: 'CLOSED', exitPrice: '15010', plAmountNet: '20', winLoss: 'Win' }],
});
