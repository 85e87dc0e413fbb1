import type { Trade } from './persistence/trade.entity.js';

/** What an entry or a partial exit changes. None of these columns is indexed, so the row changes in place. */
const WHILE_OPEN = [
  'quantity',
  'openQuantity',
  'entryPrice',
  'exitPrice',
  'feesPaid',
  'commission',
  'swap',
  'plAmountGross',
  'plAmountNet',
  'initialRiskAmount',
  'riskRewardRatio',
  'stopDistancePoints',
  'entrySlippageTicks',
  'exitSlippageTicks',
  'brokerProfit',
  'profitDifference',
  'needsRate',
  'ledger',
  'updatedAt',
  'version',
] as const satisfies readonly (keyof Trade)[];

/** What the last exit changes on top of that. */
const AT_CLOSE = [
  ...WHILE_OPEN,
  'status',
  'exitTime',
  'exitReason',
  'orderTypeExit',
  'exitExecutionLatencyMs',
  'winLoss',
  'resultR',
  'plPercentage',
  'pips',
  'durationSeconds',
  'holdingDurationMinutes',
  'profitMismatch',
] as const satisfies readonly (keyof Trade)[];

/**
 * Widens an update to one of two usual sets of columns, so that the database meets few different statements and keeps
 * their plans. An update that fits neither is left as it is.
 */
export function inUsualShape(changes: Partial<Trade>, after: Trade): Partial<Trade> {
  const names = Object.keys(changes);
  const shape = [WHILE_OPEN, AT_CLOSE].find((columns) =>
    names.every((name) => (columns as readonly string[]).includes(name)),
  );
  return shape === undefined ? changes : Object.fromEntries(shape.map((column) => [column, after[column]]));
}
