import type { AccountRef } from '../accounts/account-directory.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import type { ContractTerms, Execution } from './domain/execution.js';
import type { Ledger } from './domain/ledger.js';
import { tradeFigures } from './domain/trade-figures.js';
import type { Direction, TradeOrigin } from './domain/vocabulary.js';
import type { Fill } from './persistence/fill.entity.js';
import type { Signal } from './persistence/signal.entity.js';
import { Trade } from './persistence/trade.entity.js';
import { EMPTY_TRADE } from './empty-trade.js';

/** The terms under which an account's position in an instrument makes money. */
export function contractTerms(account: AccountRef, instrument: InstrumentTerms): ContractTerms {
  return {
    pointValue: instrument.pointValue,
    tickSize: instrument.tickSize,
    pipSize: instrument.pipSize,
    sameCurrency: instrument.currency === account.currency,
  };
}

export function executionOf(fill: Fill): Execution {
  return fill;
}

export interface NewTrade {
  tradeId: number;
  account: AccountRef;
  symbol: string;
  bookKey: string;
  direction: Direction;
  origin: TradeOrigin;
  entryTime: string;
  now: string;
}

/** A trade with nothing known yet but its identity. */
export function newTradeRow(facts: NewTrade): Trade {
  const { account, now, ...own } = facts;
  return Object.assign(new Trade(), EMPTY_TRADE, own, {
    accountId: account.accountId,
    currency: account.currency,
    createdAt: now,
    updatedAt: now,
    tags: [],
  });
}

/** Recomputes every derived column from the ledger. */
export function withFigures(trade: Trade, ledger: Ledger, terms: ContractTerms): Trade {
  return setFigures({ ...trade }, ledger, terms);
}

/** Like `withFigures` for a trade that nobody else holds yet: copying 105 columns takes longer than the arithmetic. */
export function setFigures(fresh: Trade, ledger: Ledger, terms: ContractTerms): Trade {
  Object.assign(fresh, tradeFigures(ledger, fresh, terms));
  fresh.ledger = ledger as unknown as Record<string, unknown>;
  return fresh;
}

export function ledgerOf(trade: Trade): Ledger {
  if (trade.ledger === null) {
    throw new Error(`Expected trade ${trade.tradeId} to have a ledger`);
  }
  return trade.ledger as unknown as Ledger;
}

type Context = Partial<Trade>;

/** Fills in what is still empty. What was known first wins: a later source never rewrites the entry. */
export function adopt(trade: Trade, context: Context): Trade {
  const result: Record<string, unknown> = { ...trade };
  for (const [property, value] of Object.entries(context) as [string, unknown][]) {
    const isEmpty = result[property] === null || (property === 'mlEnhanced' && value === true);
    if (value !== null && value !== undefined && isEmpty) {
      result[property] = value;
    }
  }
  return result as unknown as Trade;
}

/** What an entry fill says about its trade. */
export function entryContext(fill: Fill): Context {
  return {
    ...(fill.context as Context | null),
    strategy: fill.strategy,
    positionId: fill.positionId,
    clientOrderId: fill.clientOrderId,
    venueOrderId: fill.venueOrderId,
    orderTypeEntry: fill.orderType,
    ...planContext(fill.stopLoss, fill.takeProfit),
  };
}

/** What an exit fill says about its trade. */
export function exitContext(fill: Fill): Partial<Trade> {
  const gear = (fill.context as Context | null)?.gearAtEntry;
  return {
    ...(fill.exitReason === null ? {} : { exitReason: fill.exitReason }),
    ...(fill.orderType === null ? {} : { orderTypeExit: fill.orderType }),
    ...(gear === undefined ? {} : { gearAtExit: gear }),
  };
}

/** What the signal behind a trade says about it. */
export function signalContext(signal: Signal): Context {
  return {
    ...(signal.context as Context | null),
    strategy: signal.strategy,
    timeframe: signal.timeframe,
    regimeAtEntry: signal.regime,
    gearAtEntry: signal.gear,
    strategyConfidenceScore: signal.confidence,
    tradeTriggerSignal: signal.reason,
    signalReason: signal.reason,
    mlEnhanced: signal.mlEnhanced,
    mlConfidence: signal.mlConfidence,
    aiApproved: signal.aiApproved,
    aiReasoning: signal.aiReasoning,
    ...planContext(signal.stopLoss, signal.takeProfit),
  };
}

/** The first stop and target ever stated are also the initial ones. */
export function planContext(stopLoss: string | null, takeProfit: string | null): Context {
  return { stopLoss, takeProfit, initialStopLoss: stopLoss, initialTakeProfit: takeProfit };
}

/** The columns that differ, for an UPDATE; null when none does. */
export function changedColumns(before: Trade, after: Trade): Partial<Trade> | null {
  const changes: Record<string, unknown> = {};
  let isChanged = false;
  for (const property in after) {
    const value: unknown = after[property as keyof Trade];
    const previous: unknown = before[property as keyof Trade];
    if (value !== previous && !isSameObject(value, previous)) {
      changes[property] = value;
      isChanged = true;
    }
  }
  return isChanged ? changes : null;
}

/** Ledgers, tags and facts are compared by content. */
function isSameObject(value: unknown, previous: unknown): boolean {
  return typeof value === 'object' && JSON.stringify(value) === JSON.stringify(previous);
}
