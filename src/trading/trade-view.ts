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
    orderKey: _orderKey,
    orderingId: _orderingId,
    context: _context,
    facts: _facts,
    ...view
  } = fill;
  return { ...view, account };
}

export function signalView(signal: Signal, account: string): SignalView {
  const { accountId: _accountId, rawPayload: _rawPayload, facts: _facts, ...view } = signal;
  return { ...view, account };
}

/** The trade as a fill's event carries it: enough to redraw a position, small enough for every fill. */
export function tradeSummary(trade: Trade): object {
  const { tradeId, symbol, direction, status, quantity, openQuantity, strategy, ticket, positionId } = trade;
  const { entryTime, entryPrice, exitTime, exitPrice, exitReason, stopLoss, takeProfit } = trade;
  const { plAmountGross, plAmountNet, feesPaid, resultR, winLoss, needsRate, initialRiskAmount } = trade;
  return {
    ...{ tradeId, symbol, direction, status, quantity, openQuantity, strategy, ticket, positionId },
    ...{ entryTime, entryPrice, exitTime, exitPrice, exitReason, stopLoss, takeProfit },
    ...{ plAmountGross, plAmountNet, feesPaid, resultR, winLoss, needsRate, initialRiskAmount },
  };
}
