import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aFill, aSnapshot, at } from '../support/builders.js';
import { DIALECTS, type Dialect } from '../support/databases.js';
import { type Body, Desk } from './desk.js';

interface Step {
  side: 'BUY' | 'SELL';
  quantity: string;
  price: string;
  commission: string;
  swap: string;
  strategy?: string;
}

/** Quarter lots to 2.5, prices on the tick, costs to the last digit that money keeps. */
const step: fc.Arbitrary<Step> = fc.record(
  {
    side: fc.constantFrom('BUY', 'SELL'),
    quantity: fc.integer({ min: 1, max: 10 }).map((quarters) => String(quarters / 4)),
    price: fc.integer({ min: -200, max: 200 }).map((ticks) => String(15_000 + ticks / 4)),
    commission: fc.integer({ min: 0, max: 999 }).map((units) => `0.00000${String(units).padStart(3, '0')}`),
    swap: fc.integer({ min: -999, max: 999 }).map((cents) => String(cents / 100)),
    strategy: fc.constantFrom('A', 'B', 'C'),
  },
  { requiredKeys: ['side', 'quantity', 'price', 'commission', 'swap'] },
);

/** Steps in order, the order in which they arrive, and how many arrive in each request. */
const history = fc.array(step, { minLength: 2, maxLength: 10 }).chain((steps) =>
  fc.record({
    steps: fc.constant(steps),
    order: fc.shuffledSubarray(
      steps.map((_, index) => index),
      { minLength: steps.length },
    ),
    cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: steps.length, maxLength: steps.length }),
  }),
);

/** What has to be equal: everything but identity, bookkeeping and the account's name. */
function figuresOf({ tradeId, account, createdAt, updatedAt, version, ...figures }: Body): Body {
  return figures;
}

describe('fills that arrive in any order', () => {
  const desks = new Map<Dialect, Desk>();
  beforeAll(async () => {
    for (const dialect of DIALECTS) {
      desks.set(dialect, await Desk.open(dialect));
    }
  });
  afterAll(async () => {
    await Promise.all([...desks.values()].map((desk) => desk.close()));
  });

  async function liveTrades(desk: Desk, account: string): Promise<Body[]> {
    const trades = await desk.trades(account);
    return trades.filter(({ status }) => status !== 'CANCELLED').map(figuresOf);
  }

  /** Posts the steps in the given order in requests of the given sizes; returns the trades that they built. */
  async function tradesOf(desk: Desk, steps: Step[], { order, cuts }: { order: number[]; cuts: number[] }) {
    const account = await desk.account();
    const fills = order.map((index) =>
      aFill({ account, executionId: `exec-${index}`, occurredAt: at(index + 1), ...steps[index] }),
    );
    for (const cut of cuts) {
      const request = fills.splice(0, cut);
      if (request.length > 0) {
        const { status, body } = await desk.post('fills', request);
        expect([status, ...body.map((item: Body) => item.status)]).toEqual([207, ...request.map(() => 201)]);
      }
    }
    return liveTrades(desk, account);
  }

  const inOrder = (steps: Step[]) => ({ order: steps.map((_, index) => index), cuts: [steps.length] });

  it.each(DIALECTS)(
    'give the trades that they give in order on %s',
    async (dialect) => {
      const desk = desks.get(dialect)!;
      await fc.assert(
        fc.asyncProperty(history, async ({ steps, order, cuts }) => {
          const expected = await tradesOf(desk, steps, inOrder(steps));

          expect(await tradesOf(desk, steps, { order, cuts })).toEqual(expected);
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );

  it('give the same trades on both databases', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ steps, order, cuts }) => {
        const sqlite = await tradesOf(desks.get('sqlite')!, steps, { order, cuts });

        expect(await tradesOf(desks.get('postgres')!, steps, { order, cuts })).toEqual(sqlite);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it.each(DIALECTS)('measure the percentage against the equity at the real entry on %s', async (dialect) => {
    const desk = desks.get(dialect)!;
    const account = await desk.account();
    await desk.recorded('account-snapshots', aSnapshot({ account, equity: '1000', snapshotTime: at(0) }));
    await desk.recorded('account-snapshots', aSnapshot({ account, equity: '2000', snapshotTime: at(15) }));

    await desk.recorded('fills', aFill({ account, occurredAt: at(20) }));
    await desk.recorded('fills', aFill({ account, occurredAt: at(10) }));

    expect((await desk.trade(account)).portfolioEquityAtEntry).toBe('1000');
  });
});
