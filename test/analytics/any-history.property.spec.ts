import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tradingCalendar, tradingDayOf } from '../../src/accounts/domain/trading-calendar.js';
import { SLICES } from '../../src/analytics/domain/slices.js';
import { aClosedTrade } from '../support/builders.js';
import { DIALECTS, type Dialect } from '../support/databases.js';
import { type Body, Desk } from '../trading/desk.js';
import { plainMetrics } from './plain-metrics.js';
import { withoutBasis } from './results.js';

const START = Date.parse('2025-02-26T00:00:00Z');
const CHICAGO = { timeZone: 'America/Chicago', dayStart: '17:00' };

function instant(minutes: number): string {
  return `${new Date(START + minutes * 60_000).toISOString().slice(0, 19)}.000000Z`;
}

/** Exits over a year's end of daylight saving, many at the same minute; a third without a stop. */
const trade = fc.record({
  exit: fc.integer({ min: 0, max: 30 }).map((half) => half * 720 - 90),
  held: fc.constantFrom(0, 1, 59, 60, 240, 1440, 20_000),
  ticks: fc.integer({ min: -6, max: 8 }),
  fees: fc.constantFrom('0', '0.37', '1.24000001'),
  stop: fc.constantFrom('14990', '14995', undefined),
  strategy: fc.constantFrom('Breakout', 'Pullback', undefined),
  regime: fc.constantFrom('TREND', 'RANGE', undefined),
  gear: fc.constantFrom('D', 'L', undefined),
  symbol: fc.constantFrom('MNQ', 'MES'),
  exitReason: fc.constantFrom('Target', 'Stop', undefined),
  tags: fc.subarray(['news', 'late']),
  mae: fc.constantFrom('2.25', undefined),
  mfe: fc.constantFrom('7.5', undefined),
  intendedPrice: fc.constantFrom('14999.5', '15000.25', undefined),
});

type Facts = typeof trade extends fc.Arbitrary<infer T> ? T : never;

/** What happens after the trades were recorded: a stop or a strategy that was forgotten, or a further trade. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    which: fc.nat(20),
    strategy: fc.constantFrom('Breakout', 'Fade'),
  }),
  fc.record({
    kind: fc.constant('tag' as const),
    which: fc.nat(20),
    tags: fc.subarray(['news', 'late', 'plan']),
  }),
  fc.record({ kind: fc.constant('late' as const), facts: trade }),
);

const scenario = fc.record({
  trades: fc.array(trade, { minLength: 1, maxLength: 14 }),
  order: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })).map((stream) => [...stream.take(20)]),
  steps: fc.array(step, { maxLength: 4 }),
  readBetween: fc.boolean(),
});

function bodyOf(account: string, facts: Facts, clientTradeId: string): Body {
  const { exit, held, ticks, stop, fees, ...rest } = facts;
  return aClosedTrade({
    account,
    clientTradeId,
    ...rest,
    fees,
    stopLoss: stop,
    entryTime: instant(exit - held),
    exitTime: instant(exit),
    exitPrice: String(15_000 + ticks / 2),
  });
}

describe('any history', () => {
  const desks = new Map<Dialect, Desk>();
  beforeAll(async () => {
    for (const dialect of DIALECTS) {
      desks.set(dialect, await Desk.open(dialect));
    }
  });
  afterAll(async () => {
    await Promise.all([...desks.values()].map((desk) => desk.close()));
  });

  const deskOf = (dialect: Dialect): Desk => desks.get(dialect) as Desk;

  /** Plays a scenario on an account; the trades arrive in the given order. Returns everything that is said about it. */
  async function play(desk: Desk, { trades, steps, readBetween }: Scenario, order: readonly number[]) {
    const account = await desk.account(CHICAGO);
    const bodies = trades.map((facts, index) => bodyOf(account, facts, `t${index}`));
    const arrival = bodies
      .map((body, index) => ({ body, at: order[index] ?? 0 }))
      .sort((a, b) => a.at - b.at);
    for (const { body } of arrival) {
      await desk.recorded('trades', body);
    }
    if (readBetween) {
      await desk.read(`metrics?account=${account}&window=all`);
    }
    for (const [index, change] of steps.entries()) {
      if (change.kind === 'late') {
        await desk.recorded('trades', bodyOf(account, change.facts, `late${index}`));
      } else {
        const name = `t${change.which % trades.length}`;
        const found = (await desk.trades(account)).find(({ clientTradeId }) => clientTradeId === name);
        const { kind: _kind, which: _which, ...changes } = change;
        await desk.patch(`trades/${String(found.tradeId)}`, changes);
      }
    }
    return account;
  }

  /** Metrics and breakdowns, from the rollups and from the trades, which must agree. */
  async function statement(desk: Desk, account: string): Promise<Body> {
    const both = async (path: string): Promise<Body> => {
      const stored = await desk.read(`${path}account=${account}&window=all`);
      const read = await desk.read(`${path}account=${account}&window=10000`);
      expect([stored.basis.source, read.basis.source]).toEqual(['rollups', 'trades']);
      expect(withoutBasis(stored)).toEqual(withoutBasis(read));
      return withoutBasis(stored);
    };
    const slices = [...SLICES.filter((slice) => slice !== 'all')];
    const metrics = await both('metrics?');
    const ofStrategy = await both('metrics?strategy=Breakout&');
    const parts: Body = {};
    for (const slice of slices) {
      parts[slice] = (await both(`metrics/breakdown?by=${slice}&`)).items;
    }
    return { metrics, ofStrategy, parts };
  }

  it.each(DIALECTS)(
    'has the metrics of the plain definition on %s, also after edits and late trades',
    async (dialect) => {
      const desk = deskOf(dialect);
      await fc.assert(
        fc.asyncProperty(scenario, async (played) => {
          const account = await play(desk, played, played.order);
          const { metrics } = await statement(desk, account);
          const calendar = tradingCalendar(CHICAGO);
          const expected = plainMetrics(await desk.trades(account), (exit) => tradingDayOf(exit, calendar));
          for (const [name, value] of Object.entries(expected)) {
            const actual = metrics[name] === null ? null : Number(metrics[name]);
            const same =
              value === null || actual === null
                ? actual === value
                : Math.abs(actual - value) < 1e-9 * (1 + Math.abs(value));
            expect({ name, value, actual, same }).toEqual({ name, value, actual, same: true });
          }
        }),
        { numRuns: 12 },
      );
    },
  );

  it('gives the same figures to the last digit in any order of arrival and on both databases', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (drawn) => {
        // Trades that end at the same instant are told apart by their number, which follows the arrival.
        const trades = drawn.trades.map((facts, index) => ({ ...facts, exit: facts.exit + index }));
        const played = { ...drawn, trades };
        const inOrder = trades.map((_, index) => index / 100);
        const first = await statement(deskOf('sqlite'), await play(deskOf('sqlite'), played, played.order));
        const desk = deskOf('postgres');
        expect(await statement(desk, await play(desk, played, played.order))).toEqual(first);
        const other = { ...played, readBetween: !played.readBetween };
        expect(await statement(desk, await play(desk, other, inOrder))).toEqual(first);
      }),
      { numRuns: 6 },
    );
  });
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;
