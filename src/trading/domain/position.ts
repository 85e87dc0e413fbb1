import { Decimal, type DecimalText, MONEY_LIMITS, toText } from '../../common/decimal.js';
import { microsBetween } from '../../common/instant.js';
import type { ContractTerms, Execution } from './execution.js';
import { type Ledger, openLedger } from './ledger.js';
import { directionOf, signOf } from './vocabulary.js';

/** What a fill did to the position. A reversal closes one trade and opens the next. */
export type FillEffect = 'OPENED' | 'ADDED' | 'REDUCED' | 'CLOSED' | 'REVERSED';

export interface FillOutcome {
  effect: FillEffect;
  /** The trade that was open before, after the fill; null when the fill opened one from flat. */
  current: Ledger | null;
  /** The trade that the fill opened; null otherwise. */
  opened: Ledger | null;
}

/** Significant digits kept of an average cost, which a partial exit may make periodic. */
const COST_DIGITS = 60;

/** Open quantity of a trade: zero when it is closed. */
export function openQuantity(ledger: Ledger): Decimal {
  return new Decimal(ledger.entryQuantity).minus(ledger.exitQuantity);
}

/**
 * Applies one execution to the open trade of its book, by average cost.
 *
 * Flat → open → add (average entry) → reduce (realised profit) → flat. Crossing zero closes one trade and opens the
 * next with the rest, the costs divided pro rata by quantity.
 *
 * Example: LONG 2 at 100, then SELL 3 at 104 closes with a gross of 8 × point value and opens SHORT 1 at 104.
 */
export function applyExecution(open: Ledger | null, execution: Execution, terms: ContractTerms): FillOutcome {
  const direction = directionOf(execution.side);
  if (open === null) {
    return { effect: 'OPENED', current: null, opened: enter(newLedger(execution), execution) };
  }
  if (open.direction === direction) {
    return { effect: 'ADDED', current: enter(open, execution), opened: null };
  }
  const available = openQuantity(open);
  const excess = new Decimal(execution.quantity).minus(available);
  if (!excess.isPositive() || excess.isZero()) {
    const effect = excess.isZero() ? 'CLOSED' : 'REDUCED';
    return { effect, current: exit(open, execution, terms), opened: null };
  }
  const [closing, opening] = split(execution, available, excess);
  return {
    effect: 'REVERSED',
    current: exit(open, closing, terms),
    opened: enter(newLedger(opening), opening),
  };
}

function newLedger(execution: Execution): Ledger {
  return openLedger(directionOf(execution.side), execution.occurredAt);
}

function enter(ledger: Ledger, execution: Execution): Ledger {
  const notional = new Decimal(execution.quantity).times(execution.price);
  const atRisk = ledger.exitQuantity === '0';
  const slip = adverse(execution);
  return {
    ...withCosts(ledger, execution),
    entryQuantity: add(ledger.entryQuantity, execution.quantity),
    entryNotional: add(ledger.entryNotional, notional),
    openCost: add(ledger.openCost, notional),
    riskQuantity: atRisk ? add(ledger.riskQuantity, execution.quantity) : ledger.riskQuantity,
    riskNotional: atRisk ? add(ledger.riskNotional, notional) : ledger.riskNotional,
    entrySlip: add(ledger.entrySlip, slip.total),
    entrySlipQuantity: add(ledger.entrySlipQuantity, slip.quantity),
    entryLatencyMs: ledger.entryLatencyMs ?? latencyMs(execution),
    entryRate: ledger.entryRate ?? execution.fxRate,
  };
}

function exit(ledger: Ledger, execution: Execution, terms: ContractTerms): Ledger {
  const quantity = new Decimal(execution.quantity);
  const open = openQuantity(ledger);
  // The last exit takes the whole rest, so that the parts add up to the exact total.
  const cost = quantity.eq(open)
    ? new Decimal(ledger.openCost)
    : new Decimal(ledger.openCost).times(quantity).div(open).toSignificantDigits(COST_DIGITS);
  const proceeds = quantity.times(execution.price);
  const realized = proceeds.minus(cost).times(signOf(ledger.direction)).times(terms.pointValue);
  const slip = adverse(execution);
  return {
    ...withGross(withCosts(ledger, execution), execution, { realized, sameCurrency: terms.sameCurrency }),
    exitQuantity: add(ledger.exitQuantity, quantity),
    exitNotional: add(ledger.exitNotional, proceeds),
    openCost: toText(new Decimal(ledger.openCost).minus(cost)),
    exitSlip: add(ledger.exitSlip, slip.total),
    exitSlipQuantity: add(ledger.exitSlipQuantity, slip.quantity),
    exitLatencyMs: ledger.exitLatencyMs ?? latencyMs(execution),
    lastExitAt: execution.occurredAt,
  };
}

interface RealizedGross {
  /** In the quote currency. */
  realized: Decimal;
  sameCurrency: boolean;
}

/** Adds an exit's realised profit to the total that it belongs to: rated, broker-stated, or waiting for a rate. */
function withGross(ledger: Ledger, execution: Execution, { realized, sameCurrency }: RealizedGross): Ledger {
  const rate = sameCurrency ? '1' : execution.fxRate;
  const stated = execution.realizedProfit;
  const brokerProfit = stated === null ? ledger.brokerProfit : add(ledger.brokerProfit ?? '0', stated);
  if (rate === null) {
    return stated === null
      ? { ...ledger, brokerProfit, unratedGross: add(ledger.unratedGross, realized) }
      : { ...ledger, brokerProfit, statedGross: add(ledger.statedGross, stated) };
  }
  const own = realized.times(rate);
  return {
    ...ledger,
    brokerProfit,
    ratedGross: add(ledger.ratedGross, own),
    brokerMinusOwn:
      stated === null ? ledger.brokerMinusOwn : add(ledger.brokerMinusOwn, new Decimal(stated).minus(own)),
  };
}

function withCosts(ledger: Ledger, execution: Execution): Ledger {
  return {
    ...ledger,
    commission: add(ledger.commission, execution.commission),
    swap: add(ledger.swap, execution.swap),
    fees: add(ledger.fees, execution.fees),
    lastFillAt: execution.occurredAt,
    fillCount: ledger.fillCount + 1,
  };
}

/** Divides a reversal: the costs pro rata by quantity, rounded once so that the two parts add up to the whole. */
function split(execution: Execution, closing: Decimal, opening: Decimal): [Execution, Execution] {
  const share = (cost: DecimalText): [DecimalText, DecimalText] => {
    const first = new Decimal(cost)
      .times(closing)
      .div(execution.quantity)
      .toDecimalPlaces(MONEY_LIMITS.fractionDigits);
    return [toText(first), toText(new Decimal(cost).minus(first))];
  };
  const commission = share(execution.commission);
  const swap = share(execution.swap);
  const fees = share(execution.fees);
  const part = (index: 0 | 1, quantity: Decimal): Execution => ({
    ...execution,
    quantity: toText(quantity),
    commission: commission[index],
    swap: swap[index],
    fees: fees[index],
  });
  return [part(0, closing), { ...part(1, opening), realizedProfit: null }];
}

/** Price difference against the intended price times quantity; adverse is positive. Nothing without an intended price. */
function adverse(execution: Execution): { total: Decimal; quantity: Decimal } {
  if (execution.intendedPrice === null) {
    return { total: new Decimal(0), quantity: new Decimal(0) };
  }
  const quantity = new Decimal(execution.quantity);
  const difference = new Decimal(execution.price).minus(execution.intendedPrice);
  const total = (execution.side === 'BUY' ? difference : difference.negated()).times(quantity);
  return { total, quantity };
}

function latencyMs(execution: Execution): number | null {
  return execution.orderSubmittedAt === null
    ? null
    : microsBetween(execution.orderSubmittedAt, execution.occurredAt) / 1000;
}

function add(total: DecimalText, amount: DecimalText | Decimal): DecimalText {
  return toText(new Decimal(total).plus(amount));
}
