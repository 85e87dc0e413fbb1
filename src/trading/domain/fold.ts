import type { ContractTerms, Execution } from './execution.js';
import type { Ledger } from './ledger.js';
import { applyExecution, openQuantity } from './position.js';

/** One trade derived from a run of fills, with the fills that made it. */
export interface DerivedTrade<Fill> {
  ledger: Ledger;
  /** In order; a reversal appears in the trade that it closes and again in the one that it opens. */
  parts: { fill: Fill; role: 'ENTRY' | 'EXIT' | 'REVERSAL_ENTRY' }[];
}

/**
 * Folds fills, oldest first and from flat, into trades. The result depends on the fills alone: any order of arrival
 * gives the same trades once all have arrived.
 */
export function foldFills<Fill extends Execution>(
  fills: readonly Fill[],
  terms: ContractTerms,
): DerivedTrade<Fill>[] {
  const derived: DerivedTrade<Fill>[] = [];
  for (const fill of fills) {
    const last = derived.at(-1);
    const open = last !== undefined && !openQuantity(last.ledger).isZero() ? last : null;
    const outcome = applyExecution(open?.ledger ?? null, fill, terms);
    if (open !== null && outcome.current !== null) {
      open.ledger = outcome.current;
      open.parts.push({ fill, role: outcome.effect === 'ADDED' ? 'ENTRY' : 'EXIT' });
    }
    if (outcome.opened !== null) {
      const role = outcome.effect === 'REVERSED' ? 'REVERSAL_ENTRY' : 'ENTRY';
      derived.push({ ledger: outcome.opened, parts: [{ fill, role }] });
    }
  }
  return derived;
}
