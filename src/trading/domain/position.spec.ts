import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../common/decimal.js';
import type { ContractTerms, Execution } from './execution.js';
import { foldFills } from './fold.js';
import type { Ledger } from './ledger.js';
import { applyExecution, openQuantity } from './position.js';
import { tradeFigures } from './trade-figures.js';
import type { Side } from './vocabulary.js';

const TERMS: ContractTerms = { pointValue: '2', tickSize: '0.25', pipSize: null, sameCurrency: true };
const NO_PLAN = {
  initialStopLoss: null,
  initialTakeProfit: null,
  portfolioEquityAtEntry: null,
  fxRate: null,
};

function execution(fields: Partial<Execution>): Execution {
  return {
    side: 'BUY',
    quantity: '1',
    price: '100',
    occurredAt: '2025-06-02T14:30:00.000000Z',
    commission: '0',
    swap: '0',
    fees: '0',
    realizedProfit: null,
    fxRate: null,
    intendedPrice: null,
    orderSubmittedAt: null,
    ...fields,
  };
}

/** "BUY 2 @ 100" */
function fill(text: string): Execution {
  const [side, quantity = '', , price = ''] = text.split(' ');
  return execution({ side: side as Side, quantity, price });
}

function fold(...texts: string[]) {
  return foldFills(texts.map(fill), TERMS).map(({ ledger }) => tradeFigures(ledger, NO_PLAN, TERMS));
}

describe('the position engine', () => {
  it.each([
    ['BUY 2 @ 100', 'LONG'],
    ['SELL 2 @ 100', 'SHORT'],
  ])('opens from flat with %s', (text, direction) => {
    expect(fold(text)).toMatchObject([{ direction, status: 'OPEN', openQuantity: '2', entryPrice: '100' }]);
  });

  it.each([
    ['BUY 2 @ 100', 'BUY 1 @ 103', '101'],
    ['SELL 2 @ 100', 'SELL 1 @ 103', '101'],
    ['SELL 2 @ 100', 'SELL 2 @ 90', '95'],
  ])('averages the entry when %s is followed by %s', (first, second, entryPrice) => {
    expect(fold(first, second)).toMatchObject([{ entryPrice, plAmountGross: null }]);
  });

  it.each([
    ['BUY 3 @ 100', 'SELL 1 @ 104', '8', '2'],
    ['BUY 3 @ 100', 'SELL 1 @ 96', '-8', '2'],
    ['SELL 3 @ 100', 'BUY 1 @ 96', '8', '2'],
    ['SELL 3 @ 100', 'BUY 1 @ 104', '-8', '2'],
  ])('realises a part when %s is followed by %s', (first, second, plAmountGross, openQuantity_) => {
    expect(fold(first, second)).toMatchObject([
      { status: 'OPEN', plAmountGross, openQuantity: openQuantity_, exitTime: null, winLoss: null },
    ]);
  });

  it.each([
    ['BUY 3 @ 100', 'SELL 3 @ 104', '24'],
    ['BUY 3 @ 100', 'SELL 3 @ 96', '-24'],
    ['SELL 3 @ 100', 'BUY 3 @ 96', '24'],
    ['SELL 3 @ 100', 'BUY 3 @ 104', '-24'],
  ])('closes when %s is followed by %s', (first, second, plAmountGross) => {
    expect(fold(first, second)).toMatchObject([{ status: 'CLOSED', plAmountGross, openQuantity: '0' }]);
  });

  it.each([
    ['BUY 2 @ 100', 'SELL 5 @ 104', '16', 'SHORT'],
    ['SELL 2 @ 100', 'BUY 5 @ 96', '16', 'LONG'],
  ])('closes and opens when %s is followed by %s', (first, second, plAmountGross, direction) => {
    expect(fold(first, second)).toMatchObject([
      { status: 'CLOSED', quantity: '2', plAmountGross },
      { status: 'OPEN', direction, quantity: '3', plAmountGross: null },
    ]);
  });

  it('realises by average cost, so that an addition after a partial exit averages what is left', () => {
    // Open cost after the exit: 100; with the addition 100 + 110 for 2; the average is 105.
    const [trade] = fold('BUY 2 @ 100', 'SELL 1 @ 110', 'BUY 1 @ 110', 'SELL 1 @ 105');

    expect(trade).toMatchObject({ status: 'OPEN', plAmountGross: '20' });
  });

  it('keeps a periodic average cost exact to the end', () => {
    const [trade] = fold('BUY 2 @ 100', 'BUY 1 @ 100.01', 'SELL 1 @ 100', 'SELL 1 @ 100', 'SELL 1 @ 100');

    expect(trade).toMatchObject({ status: 'CLOSED', plAmountGross: '-0.02' });
  });

  it('does not change the ledger that it is given', () => {
    const { opened } = applyExecution(null, fill('BUY 2 @ 100'), TERMS);
    const before = JSON.stringify(opened);

    applyExecution(opened, fill('SELL 1 @ 110'), TERMS);

    expect(JSON.stringify(opened)).toBe(before);
  });

  it('gives the broker’s profit of a reversal to the trade that it closes', () => {
    const [closed, opened] = foldFills(
      [fill('BUY 1 @ 100'), execution({ side: 'SELL', quantity: '2', price: '110', realizedProfit: '20' })],
      TERMS,
    );

    expect([closed?.ledger.brokerProfit, opened?.ledger.brokerProfit]).toEqual(['20', null]);
  });
});

/** A fill in whole units: thousandths of a lot, hundredths of a price, 1e-8 of money. */
interface UnitFill {
  side: Side;
  quantity: bigint;
  price: bigint;
  cost: bigint;
}

const unitFill: fc.Arbitrary<UnitFill> = fc.record({
  side: fc.constantFrom<Side>('BUY', 'SELL'),
  quantity: fc.bigInt({ min: 1n, max: 5000n }),
  price: fc.bigInt({ min: -500_000n, max: 20_000_000n }),
  cost: fc.bigInt({ min: -10_000_000n, max: 10_000_000n }),
});
const history = fc.array(unitFill, { minLength: 1, maxLength: 30 });

function scaled(units: bigint, places: number): string {
  return new Decimal(units.toString()).div(new Decimal(10).pow(places)).toFixed();
}

function executionOf({ side, quantity, price, cost }: UnitFill, index = 0): Execution {
  const second = String(index).padStart(2, '0');
  return execution({
    side,
    quantity: scaled(quantity, 3),
    price: scaled(price, 2),
    commission: scaled(cost, 8),
    swap: scaled(-cost, 8),
    occurredAt: `2025-06-02T14:30:${second}.000000Z`,
  });
}

interface RoundTrip {
  direction: 'LONG' | 'SHORT';
  open: bigint;
  /** Σ exit notional − Σ entry notional, in the direction of the trade, units of 1e-5. */
  gross: bigint;
}

/** The definition, in whole numbers: split every fill at flat, and sum notionals per round trip. */
function roundTrips(fills: readonly UnitFill[]): RoundTrip[] {
  const trips: RoundTrip[] = [];
  for (const { side, quantity, price } of fills) {
    const direction = side === 'BUY' ? 'LONG' : 'SHORT';
    let left = quantity;
    const trip = trips.at(-1);
    if (trip !== undefined && trip.open > 0n && trip.direction !== direction) {
      const closing = left < trip.open ? left : trip.open;
      trip.gross += (trip.direction === 'LONG' ? 1n : -1n) * closing * price;
      trip.open -= closing;
      left -= closing;
    }
    if (left > 0n) {
      const current = trips.at(-1);
      if (current === undefined || current.open === 0n) {
        trips.push({ direction, open: 0n, gross: 0n });
      }
      const target = trips.at(-1)!;
      target.open += left;
      target.gross -= (direction === 'LONG' ? 1n : -1n) * left * price;
    }
  }
  return trips;
}

const ledgersOf = (fills: readonly Execution[]): Ledger[] =>
  foldFills(fills, TERMS).map(({ ledger }) => ledger);
const sum = (amounts: readonly string[]): string =>
  amounts.reduce((total, amount) => total.plus(amount), new Decimal(0)).toFixed();

describe('any history of fills', () => {
  it('leaves the position that its signed quantities add up to', () => {
    fc.assert(
      fc.property(history, (fills) => {
        const signed = fills.reduce(
          (total, { side, quantity }) => total + (side === 'BUY' ? quantity : -quantity),
          0n,
        );
        const held = ledgersOf(fills.map(executionOf)).reduce(
          (total, ledger) =>
            ledger.direction === 'LONG'
              ? total.plus(openQuantity(ledger))
              : total.minus(openQuantity(ledger)),
          new Decimal(0),
        );
        expect(held.toFixed()).toBe(scaled(signed, 3));
      }),
    );
  });

  it('makes the round trips that the definition makes', () => {
    fc.assert(
      fc.property(history, (fills) => {
        expect(
          ledgersOf(fills.map(executionOf)).map((ledger) => [
            ledger.direction,
            openQuantity(ledger).toFixed(),
          ]),
        ).toEqual(roundTrips(fills).map(({ direction, open }) => [direction, scaled(open, 3)]));
      }),
    );
  });

  it('earns at flat exactly Σ exit − Σ entry notional × point value', () => {
    fc.assert(
      fc.property(history, (fills) => {
        const figures = ledgersOf(fills.map(executionOf)).map((ledger) =>
          tradeFigures(ledger, NO_PLAN, TERMS),
        );
        const gross = figures
          .filter(({ status }) => status === 'CLOSED')
          .map(({ plAmountGross }) => plAmountGross);
        const expected = roundTrips(fills)
          .filter(({ open }) => open === 0n)
          .map((trip) => scaled(trip.gross * 2n, 5));
        expect(gross).toEqual(expected);
      }),
    );
  });

  it('earns in another currency exactly that times the rate', () => {
    const terms = { ...TERMS, sameCurrency: false };
    fc.assert(
      fc.property(history, fc.bigInt({ min: 1n, max: 999n }), (fills, thousandths) => {
        const fxRate = scaled(thousandths, 3);
        const rated = fills.map((item, index) => ({ ...executionOf(item, index), fxRate }));
        const gross = foldFills(rated, terms)
          .map(({ ledger }) => tradeFigures(ledger, NO_PLAN, terms))
          .filter(({ status }) => status === 'CLOSED')
          .map(({ plAmountGross }) => plAmountGross);
        const expected = roundTrips(fills)
          .filter(({ open }) => open === 0n)
          .map((trip) => scaled(trip.gross * 2n * thousandths, 8));
        expect(gross).toEqual(expected);
      }),
    );
  });

  it('spends every cost once, however often it reverses', () => {
    fc.assert(
      fc.property(history, (fills) => {
        const ledgers = ledgersOf(fills.map(executionOf));
        const paid = scaled(
          fills.reduce((total, { cost }) => total + cost, 0n),
          8,
        );
        expect([
          sum(ledgers.map(({ commission }) => commission)),
          sum(ledgers.map(({ swap }) => swap)),
        ]).toEqual([paid, new Decimal(paid).negated().plus(0).toFixed()]);
      }),
    );
  });

  it('counts each cost to the last digit that money keeps', () => {
    fc.assert(
      fc.property(history, (fills) => {
        for (const { commission } of ledgersOf(fills.map(executionOf))) {
          expect(new Decimal(commission).decimalPlaces()).toBeLessThanOrEqual(8);
        }
      }),
    );
  });

  it('gives the same trades once sorted, whatever the order of arrival', () => {
    fc.assert(
      fc.property(
        history.chain((fills) => {
          const executions = fills.map(executionOf);
          return fc.record({
            executions: fc.constant(executions),
            arrived: fc.shuffledSubarray(executions, { minLength: executions.length }),
          });
        }),
        ({ executions, arrived }) => {
          const sorted = [...arrived].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
          expect(ledgersOf(sorted)).toEqual(ledgersOf(executions));
        },
      ),
    );
  });

  it('earns the same when a fill is reported in parts', () => {
    const parts = fc.bigInt({ min: 1n, max: 4n });
    fc.assert(
      fc.property(fc.array(fc.tuple(unitFill, parts), { minLength: 1, maxLength: 15 }), (pairs) => {
        const whole = pairs.map(([item]) => ({ ...item, cost: 0n }));
        const divided = pairs.flatMap(([item, count]) => split({ ...item, cost: 0n }, count));
        const grossOf = (fills: UnitFill[]) =>
          ledgersOf(fills.map(executionOf)).map((ledger) => [
            ledger.direction,
            openQuantity(ledger).toFixed(),
            tradeFigures(ledger, NO_PLAN, TERMS).plAmountGross,
          ]);
        expect(grossOf(divided)).toEqual(grossOf(whole));
      }),
    );
  });
});

/** The same fill as up to `count` fills at the same price. */
function split(item: UnitFill, count: bigint): UnitFill[] {
  const size = item.quantity / count;
  const parts: UnitFill[] = [];
  let left = item.quantity;
  for (let part = 1n; part < count && size > 0n; part += 1n) {
    parts.push({ ...item, quantity: size });
    left -= size;
  }
  return [...parts, { ...item, quantity: left }];
}
