import type { DecimalText } from '../../common/decimal.js';
import type { Instant } from '../../common/instant.js';
import type { Direction } from './vocabulary.js';

/**
 * The exact running totals of one trade's executions. Every figure of the trade follows from them (trade-figures.ts),
 * so a fill costs the same however many came before. Stored as JSON with the trade; `verify` can refold it from the
 * fills at any time.
 */
export interface Ledger {
  direction: Direction;
  entryQuantity: DecimalText;
  /** Σ quantity × price of the entries. */
  entryNotional: DecimalText;
  exitQuantity: DecimalText;
  exitNotional: DecimalText;
  /** Average cost of what is still open: quantity × average price. */
  openCost: DecimalText;
  /** Entries made before the first exit: they define 1 R. */
  riskQuantity: DecimalText;
  riskNotional: DecimalText;
  /** Realised gross in the account's currency, of the exits that have a rate. */
  ratedGross: DecimalText;
  /** Realised gross in the quote currency, of the exits with neither a rate nor a broker's figure. */
  unratedGross: DecimalText;
  /** Broker-stated gross of the exits without a rate. */
  statedGross: DecimalText;
  /** Broker-stated gross of all exits that carry one; null when none does. */
  brokerProfit: DecimalText | null;
  /** Σ (broker-stated − own) over the exits that have both. */
  brokerMinusOwn: DecimalText;
  commission: DecimalText;
  swap: DecimalText;
  fees: DecimalText;
  /** Σ quantity × adverse price difference, and the quantity it covers. */
  entrySlip: DecimalText;
  entrySlipQuantity: DecimalText;
  exitSlip: DecimalText;
  exitSlipQuantity: DecimalText;
  entryLatencyMs: number | null;
  exitLatencyMs: number | null;
  /** Rate of the first entry that states one. */
  entryRate: DecimalText | null;
  firstEntryAt: Instant;
  lastExitAt: Instant | null;
  /** A fill that happened earlier arrives late: its book is folded again. */
  lastFillAt: Instant;
  fillCount: number;
}

export function openLedger(direction: Direction, firstEntryAt: Instant): Ledger {
  return {
    direction,
    entryQuantity: '0',
    entryNotional: '0',
    exitQuantity: '0',
    exitNotional: '0',
    openCost: '0',
    riskQuantity: '0',
    riskNotional: '0',
    ratedGross: '0',
    unratedGross: '0',
    statedGross: '0',
    brokerProfit: null,
    brokerMinusOwn: '0',
    commission: '0',
    swap: '0',
    fees: '0',
    entrySlip: '0',
    entrySlipQuantity: '0',
    exitSlip: '0',
    exitSlipQuantity: '0',
    entryLatencyMs: null,
    exitLatencyMs: null,
    entryRate: null,
    firstEntryAt,
    lastExitAt: null,
    lastFillAt: firstEntryAt,
    fillCount: 0,
  };
}
