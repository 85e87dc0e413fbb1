import { aClosedTrade } from '../support/builders.js';
import type { Body } from '../trading/desk.js';

const FIRST_DAY = Date.parse('2025-03-03T10:00:00Z');

function instant(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19)}.000000Z`;
}

/** Closed trades of 1 MNQ, one a day, with these results in R; 1 R is 10 points, $20. */
export function ofResults(account: string, results: readonly number[]): Body[] {
  return results.map((r, day) =>
    aClosedTrade({
      account,
      stopLoss: '14990',
      exitPrice: String(15_000 + 10 * r),
      entryTime: instant(FIRST_DAY + day * 86_400_000),
      exitTime: instant(FIRST_DAY + day * 86_400_000 + 3_600_000),
    }),
  );
}

/** Metrics without what says how they were read. */
export function withoutBasis({ basis: _basis, ...figures }: Body): Body {
  return figures;
}
