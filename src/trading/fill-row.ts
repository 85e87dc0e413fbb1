import { Fill } from './persistence/fill.entity.js';
import type { FillBatch } from './fill-batch.js';
import type { PreparedFill } from './prepared-fill.js';

/** What an execution added: stated outright, or the increment of a cumulative report. */
export interface FillAmounts {
  quantity: string;
  price: string;
  commission: string;
  swap: string;
  fees: string;
}

export interface NewFill {
  fillId: number;
  item: PreparedFill;
  amounts: FillAmounts;
  replaced: Fill | null;
}

export function newFillRow(batch: FillBatch, { fillId, item, amounts, replaced }: NewFill): Fill {
  const { dto } = item;
  return Object.assign(new Fill(), {
    fillId,
    accountId: batch.account.accountId,
    executionId: item.executionId,
    kind: item.kind,
    replacesFillId: replaced?.fillId ?? null,
    replacedByFillId: null,
    // The number of the fill's own event: row keys come in blocks, per process, and tell nothing about arrival.
    orderingId: replaced?.orderingId ?? batch.tx.eventSeqAtEnd + batch.events.length + 1,
    symbol: item.instrument.symbol,
    bookKey: item.bookKey,
    side: dto.side,
    ...amounts,
    cumulativeQuantity: dto.cumulativeQuantity ?? null,
    averagePrice: dto.averagePrice ?? null,
    realizedProfit: dto.realizedProfit ?? null,
    fxRate: dto.fxRate ?? null,
    orderType: dto.orderType ?? null,
    clientOrderId: dto.clientOrderId ?? null,
    venueOrderId: dto.venueOrderId ?? null,
    positionId: dto.positionId ?? null,
    clientSignalId: dto.clientSignalId ?? null,
    intendedPrice: dto.intendedPrice ?? null,
    orderSubmittedAt: dto.orderSubmittedAt ?? null,
    stopLoss: dto.stopLoss ?? null,
    takeProfit: dto.takeProfit ?? null,
    strategy: dto.strategy ?? null,
    exitReason: dto.exitReason ?? null,
    context: contextOf(item),
    tradeId: null,
    openedTradeId: null,
    occurredAt: dto.occurredAt,
    recordedAt: batch.now,
    facts: item.facts,
  });
}

/** The entry context under the names of the trade's columns. */
function contextOf({ dto }: PreparedFill): Record<string, unknown> | null {
  const context = {
    ...dto.context,
    timeframe: dto.timeframe,
    regimeAtEntry: dto.regime,
    gearAtEntry: dto.gear,
    strategyConfidenceScore: dto.confidence,
    magicNumber: dto.magicNumber,
  };
  const stated = Object.entries(context).filter(([, value]) => value !== undefined);
  return stated.length === 0 ? null : Object.fromEntries(stated);
}
