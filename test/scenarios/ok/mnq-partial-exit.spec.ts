import { play } from '../scenario.js';

/**
 * MNQ: $2 per point, ticks of 0.25. Bought 3 at 18,400.25 (meant for 18,400.00, so 1 tick against us), stop 18,390.25:
 * 10 points × $2 × 3 = $60 is 1 R. One sold at 18,410.25 (+10), two at 18,405.50 (+5.25).
 * Gross 10 × 2 + 2 × 5.25 × 2 = $41. Commission $0.62 a contract and side: 6 × 0.62 = $3.72. Net $37.28 = 0.6213… R.
 * Average exit (18,410.25 + 2 × 18,405.50) ÷ 3 = 18,407.083333333333. Equity $50,000: 0.07456 %.
 */
play({
  name: 'MNQ: a target for one, a trailing stop for two',
  source: 'computed by hand',
  reports: [
    ['account-snapshots', { balance: '50000', equity: '50000', snapshotTime: '2025-06-02T13:00:00Z' }],
    [
      'signals',
      {
        clientSignalId: 's1',
        symbol: 'MNQ1!',
        signalType: 'BUY',
        timestamp: '2025-06-02T14:31:00Z',
        price: '18400',
        stopLoss: '18390.25',
        takeProfit: '18410.25',
        strategy: 'VWAP Pullback',
        regime: 'TREND',
      },
    ],
    [
      'fills',
      {
        executionId: 'e1',
        clientSignalId: 's1',
        symbol: 'MNQM2025',
        side: 'BUY',
        quantity: '3',
        price: '18400.25',
        intendedPrice: '18400',
        commission: '1.86',
        orderSubmittedAt: '2025-06-02T14:31:00.120Z',
        occurredAt: '2025-06-02T14:31:00.200Z',
      },
    ],
    [
      'fills',
      {
        executionId: 'e2',
        symbol: 'MNQ',
        side: 'SELL',
        quantity: '1',
        price: '18410.25',
        commission: '0.62',
        exitReason: 'Target',
        occurredAt: '2025-06-02T14:40:00Z',
      },
    ],
    [
      'fills',
      {
        executionId: 'e3',
        symbol: 'MNQ',
        side: 'SELL',
        quantity: '2',
        price: '18405.50',
        commission: '1.24',
        exitReason: 'Stop',
        occurredAt: '2025-06-02T14:51:00.200Z',
      },
    ],
  ],
  trades: [
    {
      symbol: 'MNQ',
      status: 'CLOSED',
      direction: 'LONG',
      strategy: 'VWAP Pullback',
      regimeAtEntry: 'TREND',
      quantity: '3',
      openQuantity: '0',
      entryPrice: '18400.25',
      exitPrice: '18407.083333333333',
      exitReason: 'Stop',
      plAmountGross: '41',
      feesPaid: '3.72',
      plAmountNet: '37.28',
      plPercentage: 0.07456,
      initialRiskAmount: '60',
      resultR: 0.6213333333333333,
      riskRewardRatio: 1,
      winLoss: 'Win',
      entrySlippageTicks: '1',
      entryExecutionLatencyMs: 80,
      durationSeconds: 1200,
      holdingDurationMinutes: 20,
    },
  ],
});
