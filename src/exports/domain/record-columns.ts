import { columnsOfFields } from './column.js';

/* The columns of everything but trades: each property of the API's view under its name in snake_case. */

/** Signals; `context` is JSON text. The message as it arrived is left out: it may be long and is nobody's column. */
export const SIGNAL_COLUMNS = columnsOfFields({
  ...({
    signalId: 'whole',
    account: 'text',
    clientSignalId: 'text',
    source: 'text',
    symbol: 'text',
  } as const),
  ...({ signalType: 'text', timestamp: 'time', price: 'price', stopLoss: 'price' } as const),
  ...({ takeProfit: 'price', quantity: 'price', confidence: 'ratio', strategy: 'text' } as const),
  ...({ timeframe: 'text', reason: 'text', regime: 'text', gear: 'text', mlEnhanced: 'flag' } as const),
  ...({ mlConfidence: 'ratio', mlAgreed: 'flag', aiApproved: 'flag', aiReasoning: 'text' } as const),
  ...({ context: 'text', executed: 'flag', executedAt: 'time', executionReason: 'text' } as const),
  ...({ tradeId: 'whole', recordedAt: 'time' } as const),
});

/** Account snapshots. */
export const SNAPSHOT_COLUMNS = columnsOfFields({
  ...({ snapshotId: 'whole', account: 'text', clientSnapshotId: 'text', accountNumber: 'text' } as const),
  ...({ server: 'text', broker: 'text', balance: 'money', equity: 'money', profit: 'money' } as const),
  ...({ margin: 'money', marginFree: 'money', marginLevel: 'ratio', openPositions: 'whole' } as const),
  ...({ totalVolume: 'price', snapshotTime: 'time', recordedAt: 'time' } as const),
});

/** Trading days; money is in the account's `currency`. */
export const DAILY_COLUMNS = columnsOfFields({
  ...({ account: 'text', date: 'wall', currency: 'text', totalTrades: 'whole' } as const),
  ...({ winningTrades: 'whole', losingTrades: 'whole', breakevenTrades: 'whole' } as const),
  ...({ grossProfit: 'money', grossLoss: 'money', netProfit: 'money', feesPaid: 'money' } as const),
  ...({ winRate: 'ratio', profitFactor: 'ratio', averageWin: 'money', averageLoss: 'money' } as const),
  ...({ largestWin: 'money', largestLoss: 'money', maxConsecutiveWins: 'whole' } as const),
  ...({ maxConsecutiveLosses: 'whole', averageDurationSeconds: 'ratio', symbols: 'list' } as const),
  ...({ pnlR: 'ratio', isRedDay: 'flag', endBalance: 'money', endEquity: 'money' } as const),
  ...({ createdAt: 'time', updatedAt: 'time' } as const),
});

/** Stored metrics; an empty account means all accounts. */
export const METRIC_COLUMNS = columnsOfFields({
  ...({ metricId: 'whole', account: 'text', timestamp: 'time', windowTrades: 'whole' } as const),
  ...({ profitFactor: 'ratio', expectedR: 'ratio', winRate: 'ratio', winRateWilsonLb: 'ratio' } as const),
  ...({ maxDrawdownR: 'ratio', currentDrawdownR: 'ratio', costsPct: 'ratio' } as const),
  ...({ totalTrades: 'whole', totalWins: 'whole', totalLosses: 'whole' } as const),
  ...({ avgWinR: 'ratio', avgLossR: 'ratio' } as const),
});
