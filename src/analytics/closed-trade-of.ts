import { Decimal, moneyToUnits } from '../common/decimal.js';
import type { ClosedTradeRow } from '../trading/closed-trades.js';
import type { ClosedTrade, FineUnits } from './domain/closed-trade.js';

/** A trade's row as the statistics see it. Money and points stay exact; slippage is rounded to a hundredth of a tick. */
export function closedTradeOf(row: ClosedTradeRow): ClosedTrade {
  if (row.exitTime === null) {
    throw new Error(`Expected trade ${row.tradeId} to be closed`);
  }
  return {
    tradeId: row.tradeId,
    accountId: row.accountId,
    entryTime: row.entryTime,
    exitTime: row.exitTime,
    symbol: row.symbol,
    direction: row.direction,
    strategy: row.strategy,
    regime: row.regimeAtEntry,
    gear: row.gearAtEntry,
    exitReason: row.exitReason,
    tags: row.tags,
    winLoss: row.needsRate ? null : row.winLoss,
    gross: moneyToUnits(row.plAmountGross ?? '0'),
    net: moneyToUnits(row.plAmountNet ?? '0'),
    fees: moneyToUnits(row.feesPaid),
    resultR: row.resultR,
    mae: points(row.mae),
    mfe: points(row.mfe),
    stopDistance: points(row.stopDistancePoints),
    entrySlippage: hundredths(row.entrySlippageTicks),
    exitSlippage: hundredths(row.exitSlippageTicks),
  };
}

/** 12 decimals, as prices have, in units of 1e-12. */
function points(text: string | null): FineUnits | null {
  if (text === null) {
    return null;
  }
  const [integer = '0', fraction = ''] = text.split('.');
  return BigInt(integer + fraction.padEnd(12, '0'));
}

function hundredths(text: string | null): number | null {
  return text === null ? null : new Decimal(text).times(100).toDecimalPlaces(0).toNumber();
}
