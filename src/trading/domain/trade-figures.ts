import { Decimal, type DecimalText, toMoney, toPrice, ZERO } from '../../common/decimal.js';
import { microsBetween } from '../../common/instant.js';
import type { ContractTerms } from './execution.js';
import type { Ledger } from './ledger.js';
import { openQuantity } from './position.js';
import { signOf, type WinLoss } from './vocabulary.js';

/** What the figures need besides the ledger. */
export interface TradePlan {
  initialStopLoss: DecimalText | null;
  initialTakeProfit: DecimalText | null;
  portfolioEquityAtEntry: DecimalText | null;
  /** A rate stated for the whole trade, which serves the exits that came without one. */
  fxRate: DecimalText | null;
}

/** Broker and journal may differ by a cent of rounding before the trade is flagged. */
const MISMATCH_TOLERANCE = new Decimal('0.01');

/** Every derived column of a trade, from its ledger. Amounts are in the account's currency. */
export function tradeFigures(ledger: Ledger, plan: TradePlan, terms: ContractTerms) {
  const open = openQuantity(ledger);
  const closed = open.isZero();
  const entry = new Decimal(ledger.entryNotional).div(ledger.entryQuantity);
  const exit = ledger.exitQuantity === '0' ? null : new Decimal(ledger.exitNotional).div(ledger.exitQuantity);
  const feesPaid = new Decimal(ledger.commission).plus(ledger.swap).plus(ledger.fees);
  const gross = exit === null ? null : grossOf(ledger, plan);
  const risk = initialRisk(ledger, plan, terms);
  const outcome = outcomeOf({ gross, feesPaid, closed, risk, equityAtEntry: plan.portfolioEquityAtEntry });
  return {
    status: closed ? ('CLOSED' as const) : ('OPEN' as const),
    direction: ledger.direction,
    quantity: ledger.entryQuantity,
    openQuantity: toPrice(open),
    entryTime: ledger.firstEntryAt,
    exitTime: closed ? ledger.lastExitAt : null,
    entryPrice: toPrice(entry),
    exitPrice: exit === null ? null : toPrice(exit),
    feesPaid: toMoney(feesPaid),
    commission: ledger.commission,
    swap: ledger.swap,
    ...outcome,
    needsRate: exit !== null && gross === null,
    brokerProfit: ledger.brokerProfit,
    profitDifference: ledger.brokerProfit === null ? null : toMoney(new Decimal(ledger.brokerMinusOwn)),
    profitMismatch: closed && new Decimal(ledger.brokerMinusOwn).abs().gt(MISMATCH_TOLERANCE),
    ...plannedFigures(entry, plan),
    pips: closed && exit !== null ? pips(exit.minus(entry).times(signOf(ledger.direction)), terms) : null,
    entrySlippageTicks: ticks(ledger.entrySlip, ledger.entrySlipQuantity, terms),
    exitSlippageTicks: ticks(ledger.exitSlip, ledger.exitSlipQuantity, terms),
    entryExecutionLatencyMs: ledger.entryLatencyMs,
    exitExecutionLatencyMs: ledger.exitLatencyMs,
    ...durationOf(ledger.firstEntryAt, closed ? ledger.lastExitAt : null),
  };
}

export type TradeFigures = ReturnType<typeof tradeFigures>;

/** Gross profit in the account's currency, or null while a rate is missing. */
function grossOf(ledger: Ledger, plan: TradePlan): Decimal | null {
  const known = new Decimal(ledger.ratedGross).plus(ledger.statedGross);
  const unrated = new Decimal(ledger.unratedGross);
  if (unrated.isZero() && !isUnrated(ledger)) {
    return known;
  }
  return plan.fxRate === null ? null : known.plus(unrated.times(plan.fxRate));
}

/** An exit at the entry price without a rate has realised nothing in any currency: no rate is needed for it. */
function isUnrated(ledger: Ledger): boolean {
  return ledger.unratedGross !== '0';
}

/**
 * 1 R: |average entry − initial stop| × point value × quantity, of the entries made before the first exit (ruling of
 * DESIGN §12: frozen at entry). Null without a stop or without a rate.
 */
function initialRisk(ledger: Ledger, plan: TradePlan, terms: ContractTerms): Decimal | null {
  const rate = terms.sameCurrency ? '1' : (ledger.entryRate ?? plan.fxRate);
  if (plan.initialStopLoss === null || rate === null || ledger.riskQuantity === '0') {
    return null;
  }
  return new Decimal(ledger.riskNotional)
    .minus(new Decimal(plan.initialStopLoss).times(ledger.riskQuantity))
    .abs()
    .times(terms.pointValue)
    .times(rate);
}

interface Outcome {
  gross: Decimal | null;
  feesPaid: Decimal;
  closed: boolean;
  risk: Decimal | null;
  equityAtEntry: DecimalText | null;
}

/** Net = gross − costs; R = net ÷ 1 R; percentage = net ÷ equity at entry × 100, 0 when the equity is unknown. */
function outcomeOf({ gross, feesPaid, closed, risk, equityAtEntry }: Outcome) {
  const net = gross === null ? null : new Decimal(toMoney(gross)).minus(toMoney(feesPaid));
  const equity = equityAtEntry === null ? ZERO : new Decimal(equityAtEntry);
  return {
    plAmountGross: gross === null ? null : toMoney(gross),
    plAmountNet: net === null ? null : toMoney(net),
    initialRiskAmount: risk === null ? null : toMoney(risk),
    winLoss: closed && net !== null ? winLossOf(net) : null,
    resultR: closed && net !== null && risk !== null && !risk.isZero() ? net.div(risk).toNumber() : null,
    plPercentage:
      closed && net !== null ? (equity.isZero() ? 0 : net.div(equity).times(100).toNumber()) : null,
  };
}

function winLossOf(net: Decimal): WinLoss {
  return net.isZero() ? 'Breakeven' : net.isPositive() ? 'Win' : 'Loss';
}

/** Distance to the initial stop, and planned reward ÷ planned risk. */
function plannedFigures(entry: Decimal, plan: Pick<TradePlan, 'initialStopLoss' | 'initialTakeProfit'>) {
  const stopDistance = plan.initialStopLoss === null ? null : entry.minus(plan.initialStopLoss).abs();
  const reward = plan.initialTakeProfit === null ? null : entry.minus(plan.initialTakeProfit).abs();
  const hasBoth = stopDistance !== null && reward !== null && !stopDistance.isZero();
  return {
    stopDistancePoints: stopDistance === null ? null : toPrice(stopDistance),
    riskRewardRatio: hasBoth ? reward.div(stopDistance).toNumber() : null,
  };
}

/** Price move in the trade's favour in pips; null for an instrument without a pip. */
function pips(move: Decimal, terms: ContractTerms): DecimalText | null {
  return terms.pipSize === null ? null : toPrice(move.div(terms.pipSize));
}

/** Quantity-weighted slippage in ticks; adverse is positive. */
function ticks(total: DecimalText, quantity: DecimalText, terms: ContractTerms): DecimalText | null {
  return quantity === '0' ? null : toPrice(new Decimal(total).div(quantity).div(terms.tickSize));
}

function durationOf(entryTime: string, exitTime: string | null) {
  const seconds = exitTime === null ? null : microsBetween(entryTime, exitTime) / 1e6;
  return {
    durationSeconds: seconds,
    holdingDurationMinutes: seconds === null ? null : seconds / 60,
  };
}
