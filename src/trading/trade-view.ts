import type { TradeSummary } from '../events/event-payloads.js';
import type { Fill } from './persistence/fill.entity.js';
import type { Signal } from './persistence/signal.entity.js';
import type { Trade } from './persistence/trade.entity.js';
import type { FillView } from './fills.dto.js';
import type { SignalView } from './signals.dto.js';
import type { TradeView } from './trade.view.dto.js';

/** What callers see of a trade: everything but the bookkeeping. */
export function tradeView(trade: Trade, account: string): TradeView {
  const {
    accountId: _accountId,
    bookKey: _bookKey,
    notesSearch: _notesSearch,
    ledger: _ledger,
    entryFacts: _entryFacts,
    exitFacts: _exitFacts,
    ...view
  } = trade;
  return { ...view, account };
}

export function fillView(fill: Fill, account: string): FillView {
  const {
    accountId: _accountId,
    bookKey: _bookKey,
    orderingId: _orderingId,
    context: _context,
    facts: _facts,
    ...view
  } = fill;
  return { ...view, account };
}

/** The columns behind a signal's view. */
export const SIGNAL_VIEW_COLUMNS = [
  ...(['signalId', 'accountId', 'clientSignalId', 'source', 'symbol', 'signalType', 'timestamp'] as const),
  ...(['price', 'stopLoss', 'takeProfit', 'quantity', 'confidence', 'strategy', 'timeframe'] as const),
  ...(['reason', 'regime', 'gear', 'mlEnhanced', 'mlConfidence', 'mlAgreed', 'aiApproved'] as const),
  ...(['aiReasoning', 'context', 'executed', 'executedAt', 'executionReason', 'tradeId'] as const),
  'recordedAt',
] as const;

export function signalView(signal: Signal, account: string): SignalView {
  const { accountId: _accountId, rawPayload: _rawPayload, facts: _facts, ...view } = signal;
  return { ...view, account };
}

/** The trade as a fill's event carries it. */
export function tradeSummary(trade: Trade): TradeSummary {
  return {
    tradeId: trade.tradeId,
    symbol: trade.symbol,
    direction: trade.direction,
    status: trade.status,
    quantity: trade.quantity,
    openQuantity: trade.openQuantity,
    strategy: trade.strategy,
    ticket: trade.ticket,
    positionId: trade.positionId,
    entryTime: trade.entryTime,
    entryPrice: trade.entryPrice,
    exitTime: trade.exitTime,
    exitPrice: trade.exitPrice,
    exitReason: trade.exitReason,
    stopLoss: trade.stopLoss,
    takeProfit: trade.takeProfit,
    plAmountGross: trade.plAmountGross,
    plAmountNet: trade.plAmountNet,
    feesPaid: trade.feesPaid,
    resultR: trade.resultR,
    winLoss: trade.winLoss,
    needsRate: trade.needsRate,
    initialRiskAmount: trade.initialRiskAmount,
  };
}
