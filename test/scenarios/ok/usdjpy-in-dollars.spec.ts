import { play } from '../scenario.js';

/**
 * USDJPY on an account in dollars: profit arises in yen. SELL 0.30 at 157.250, BUY 0.30 at 156.810:
 * 0.440 × 100,000 × 0.30 = 13,200 yen, 44.0 pips. At 1 ÷ 156.81 = 0.006377144315 that is $84.178304958.
 * Stop 157.500: 0.25 × 100,000 × 0.3 = 7,500 yen; the entry states no rate, so the trade's serves: $47.8285823625.
 */
play({
  name: 'USDJPY: yen become dollars at the stated rate',
  source: 'computed by hand, rounded once to 8 decimals',
  reports: [
    [
      'trades',
      {
        ticket: '88001',
        symbol: 'USDJPY',
        direction: 'SHORT',
        quantity: '0.30',
        entryPrice: '157.250',
        entryTime: '2025-06-02T07:00:00Z',
        stopLoss: '157.500',
        exitPrice: '156.810',
        exitTime: '2025-06-02T09:00:00Z',
        fxRate: '0.006377144315',
        profit: '84.18',
      },
    ],
  ],
  trades: [
    {
      pips: '44',
      plAmountGross: '84.17830496',
      initialRiskAmount: '47.82858236',
      brokerProfit: '84.18',
      profitDifference: '0.00169504',
      profitMismatch: false,
      needsRate: false,
    },
  ],
});
