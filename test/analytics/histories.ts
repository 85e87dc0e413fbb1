import fc from 'fast-check';
import { byExit, type ClosedTrade, toFine } from '../../src/analytics/domain/closed-trade.js';

const START = Date.parse('2025-03-03T00:00:00Z');

function instant(seconds: number): string {
  return `${new Date(START + seconds * 1000).toISOString().slice(0, 19)}.000000Z`;
}

const CENT = 1_000_000n;

/** Few different values, so that equal peaks, equal falls and equal exits are common. */
const facts = fc.record({
  exitSeconds: fc.integer({ min: 0, max: 12 }).map((steps) => steps * 4 * 3600),
  holdSeconds: fc.integer({ min: 0, max: 4 }).map((steps) => steps * 5000),
  cents: fc.integer({ min: -3, max: 3 }).map((step) => BigInt(step) * 1250n),
  fees: fc.integer({ min: -1, max: 2 }).map((step) => BigInt(step) * 62n),
  r: fc.option(fc.constantFrom(-1.25, -1, -0.5, 0, 1 / 3, 1, 2.5), { freq: 5 }),
  mae: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 3 }),
  mfe: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 3 }),
  stop: fc.option(fc.integer({ min: 0, max: 10 }), { freq: 3 }),
  entrySlippage: fc.option(fc.integer({ min: -200, max: 400 }), { freq: 3 }),
  exitSlippage: fc.option(fc.integer({ min: -200, max: 400 }), { freq: 3 }),
  needsRate: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
  strategy: fc.constantFrom('Breakout', 'Pullback', null),
});

type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;

function tradeOf(fact: Facts, tradeId: number): ClosedTrade {
  const net = fact.needsRate ? 0n : fact.cents * CENT;
  const fees = fact.needsRate ? 0n : fact.fees * CENT;
  const points = (value: number | null): bigint | null => (value === null ? null : toFine(value));
  return {
    tradeId,
    accountId: 1,
    entryTime: instant(fact.exitSeconds - fact.holdSeconds),
    exitTime: instant(fact.exitSeconds),
    symbol: 'MNQ',
    direction: 'LONG',
    strategy: fact.strategy,
    regime: null,
    gear: null,
    exitReason: null,
    tags: [],
    winLoss: fact.needsRate ? null : net > 0n ? 'Win' : net < 0n ? 'Loss' : 'Breakeven',
    gross: net + fees,
    net,
    fees,
    resultR: fact.needsRate ? null : fact.r,
    mae: points(fact.mae),
    mfe: points(fact.mfe),
    stopDistance: points(fact.stop),
    entrySlippage: fact.entrySlippage,
    exitSlippage: fact.exitSlippage,
  };
}

/** Closed trades in order of (exit, number). */
export const history: fc.Arbitrary<ClosedTrade[]> = fc
  .array(facts, { maxLength: 25 })
  .map((list) => list.map((fact, index) => tradeOf(fact, index + 1)).sort(byExit));

/** A trade with nothing but a result, in cents. */
export function aResult(tradeId: number, cents: number, r: number | null = null): ClosedTrade {
  const base: Facts = {
    exitSeconds: tradeId * 60,
    holdSeconds: 30,
    cents: BigInt(cents),
    fees: 0n,
    r,
    mae: null,
    mfe: null,
    stop: null,
    entrySlippage: null,
    exitSlippage: null,
    needsRate: false,
    strategy: null,
  };
  return tradeOf(base, tradeId);
}
