import type { AccountRef } from '../accounts/account-directory.js';
import { type Facts, factsOf } from '../common/facts.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import type { ContractTerms, Execution } from './domain/execution.js';
import { applyExecution } from './domain/position.js';
import type { Direction, Side } from './domain/vocabulary.js';
import type { Trade } from './persistence/trade.entity.js';
import { adopt, contractTerms, ledgerOf, newTradeRow, planContext, withFigures } from './trade-row.js';
import type { CreateTradeDto, TradeExitDto } from './trades.dto.js';

/** Fields of the request that describe the exit; with `exitPrice` the trade is already over. */
const EXIT_FIELDS = [
  'exitPrice',
  'exitTime',
  'exitReason',
  'profit',
  'fees',
  'commission',
  'swap',
  'fxRate',
  'mae',
  'mfe',
  'orderTypeExit',
  'intendedExitPrice',
  'exitSubmittedAt',
  'gearAtExit',
  'dllRemainingAfter',
] as const;

const NO_COSTS = { commission: '0', swap: '0', fees: '0', realizedProfit: null };

export interface ReportedEntry {
  tradeId: number;
  account: AccountRef;
  instrument: InstrumentTerms;
  dto: CreateTradeDto;
  facts: Facts;
  equityAtEntry: string | null;
  now: string;
}

/** A trade reported whole passes through the same engine as one built from fills: an entry, and perhaps an exit. */
export function reportedTrade(entry: ReportedEntry): Trade {
  const { dto, account, instrument, now } = entry;
  const entryTime = dto.entryTime ?? now;
  const blank = newTradeRow({
    tradeId: entry.tradeId,
    account,
    symbol: instrument.symbol,
    bookKey: '',
    direction: dto.direction,
    origin: 'REPORTED',
    entryTime,
    now,
  });
  const described: Trade = {
    ...adopt(blank, statedContext(dto)),
    quantity: dto.quantity,
    portfolioEquityAtEntry: dto.portfolioEquityAtEntry ?? entry.equityAtEntry,
    fxRate: dto.fxRate ?? null,
    ruleBreaks: dto.ruleBreaks ?? 0,
    notesSearch: dto.notes?.toLowerCase() ?? null,
    tags: dto.tags ?? [],
    entryFacts: entry.facts,
  };
  if (dto.status === 'PENDING') {
    return { ...described, status: 'PENDING', entryPrice: dto.entryPrice ?? null };
  }
  const terms = contractTerms(account, instrument);
  const open = entered(described, terms, {
    price: dto.entryPrice ?? '0',
    time: entryTime,
    dto,
  });
  return dto.exitPrice === undefined ? open : exited(open, terms, exitOf(dto, dto.exitPrice));
}

function statedContext(dto: CreateTradeDto): Partial<Trade> {
  const { account: _account, symbol: _symbol, direction: _direction, quantity: _quantity, ...rest } = dto;
  const { status: _status, entryPrice: _entryPrice, entryTime: _entryTime, tags: _tags, ...stated } = rest;
  const known = Object.entries(stated).filter(([field]) => !NOT_ADOPTED.has(field));
  return {
    ...Object.fromEntries(known),
    regimeAtEntry: dto.regimeAtEntry ?? dto.regime ?? null,
    gearAtEntry: dto.gearAtEntry ?? dto.gear ?? null,
    ...planContext(dto.stopLoss ?? null, dto.takeProfit ?? null),
  };
}

const NOT_ADOPTED: ReadonlySet<string> = new Set([
  ...EXIT_FIELDS,
  'regime',
  'gear',
  'clientSignalId',
  'intendedPrice',
  'orderSubmittedAt',
  'entryCommission',
  'ruleBreaks',
]);

export interface EntryFill {
  price: string;
  time: string;
  dto: Pick<CreateTradeDto, 'entryCommission' | 'fxRate' | 'intendedPrice' | 'orderSubmittedAt'>;
}

/** PENDING or new → OPEN. */
export function entered(trade: Trade, terms: ContractTerms, fill: EntryFill): Trade {
  const execution: Execution = {
    ...NO_COSTS,
    side: entrySide(trade.direction),
    quantity: trade.quantity,
    price: fill.price,
    occurredAt: fill.time,
    commission: fill.dto.entryCommission ?? '0',
    fxRate: fill.dto.fxRate ?? null,
    intendedPrice: fill.dto.intendedPrice ?? null,
    orderSubmittedAt: fill.dto.orderSubmittedAt ?? null,
  };
  const { opened } = applyExecution(null, execution, terms);
  if (opened === null) {
    throw new Error('Expected an entry to open the trade');
  }
  return withFigures(trade, opened, terms);
}

/** A close with its time decided. */
export type Exit = TradeExitDto & { exitTime: string };

/** OPEN → CLOSED. */
export function exited(trade: Trade, terms: ContractTerms, exit: Exit): Trade {
  const execution: Execution = {
    side: entrySide(trade.direction) === 'BUY' ? 'SELL' : 'BUY',
    quantity: trade.openQuantity,
    price: exit.exitPrice,
    occurredAt: exit.exitTime,
    commission: exit.commission ?? '0',
    swap: exit.swap ?? '0',
    fees: exit.fees ?? '0',
    realizedProfit: exit.profit ?? null,
    fxRate: exit.fxRate ?? trade.fxRate,
    intendedPrice: exit.intendedExitPrice ?? null,
    orderSubmittedAt: exit.exitSubmittedAt ?? null,
  };
  const { current } = applyExecution(ledgerOf(trade), execution, terms);
  if (current === null) {
    throw new Error('Expected an exit to close the trade');
  }
  const described: Trade = {
    ...trade,
    exitReason: exit.exitReason ?? trade.exitReason,
    orderTypeExit: exit.orderTypeExit ?? trade.orderTypeExit,
    gearAtExit: exit.gearAtExit ?? trade.gearAtExit,
    dllRemainingAfter: exit.dllRemainingAfter ?? trade.dllRemainingAfter,
    fxRate: exit.fxRate ?? trade.fxRate,
    mae: exit.mae ?? trade.mae,
    mfe: exit.mfe ?? trade.mfe,
  };
  return withFigures(described, current, terms);
}

/** What a repeated close is compared against. */
export function exitFacts(exit: TradeExitDto): Facts {
  return factsOf(Object.fromEntries(EXIT_FIELDS.map((field) => [field, exit[field]])));
}

function exitOf(dto: CreateTradeDto, exitPrice: string): Exit {
  return { ...dto, exitPrice, exitTime: dto.exitTime ?? dto.entryTime ?? '' };
}

function entrySide(direction: Direction): Side {
  return direction === 'LONG' ? 'BUY' : 'SELL';
}
