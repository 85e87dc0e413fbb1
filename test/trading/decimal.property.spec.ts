import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  Decimal,
  MONEY_LIMITS,
  moneyToUnits,
  parseDecimal,
  PRICE_LIMITS,
  toMoney,
  toPrice,
  toText,
  trimZeros,
  unitsToMoney,
} from '../../src/common/decimal.js';

const MAX_UNITS = 9_223_372_036_854_775_807n;

/** Canonical text of an integer number of 10^-places, by BigInt alone. */
function textOf(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, -places);
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return units < 0n ? `-${text}` : text;
}

const moneyUnits = fc.bigInt({ min: -MAX_UNITS, max: MAX_UNITS });
const priceUnits = fc.bigInt({ min: -(10n ** 28n) + 1n, max: 10n ** 28n - 1n });

describe('money', () => {
  it('comes back from the integer that SQLite stores', () => {
    fc.assert(fc.property(moneyUnits, (units) => moneyToUnits(unitsToMoney(units)) === units));
  });

  it('is written as the integer says', () => {
    fc.assert(
      fc.property(moneyUnits, (units) => {
        expect(unitsToMoney(units)).toBe(textOf(units, 8));
      }),
    );
  });

  it.each([
    [MAX_UNITS, '92233720368.54775807'],
    [-MAX_UNITS, '-92233720368.54775807'],
    [1n, '0.00000001'],
    [-1n, '-0.00000001'],
    [0n, '0'],
    [100_000_000n, '1'],
  ])('of %s units is %s', (units, text) => {
    expect([unitsToMoney(units), moneyToUnits(text)]).toEqual([text, units]);
  });

  it('is parsed to the last digit over the whole range', () => {
    fc.assert(
      fc.property(moneyUnits, (units) => {
        expect(parseDecimal(textOf(units, 8), MONEY_LIMITS)).toEqual({ ok: true, value: textOf(units, 8) });
      }),
    );
  });

  it.each(['92233720368.54775808', '-92233720368.54775808', '1e11', '0.000000001'])('refuses %s', (text) => {
    expect(parseDecimal(text, MONEY_LIMITS).ok).toBe(false);
  });

  it.each([
    ['0.000000005', '0'],
    ['0.000000015', '0.00000002'],
    ['0.000000025', '0.00000002'],
    ['-0.000000015', '-0.00000002'],
    ['-0.000000004', '0'],
  ])('rounds %s half-even to %s', (value, rounded) => {
    expect(toMoney(new Decimal(value))).toBe(rounded);
  });

  it('refuses a result beyond its range', () => {
    expect(() => toMoney(new Decimal('92233720368.547758075'))).toThrow('92233720368.54775807');
  });
});

describe('a price', () => {
  it('is parsed and written to the last of 28 digits', () => {
    fc.assert(
      fc.property(priceUnits, (units) => {
        expect(parseDecimal(textOf(units, 12), PRICE_LIMITS)).toEqual({ ok: true, value: textOf(units, 12) });
      }),
    );
  });

  it('is the same in any spelling', () => {
    fc.assert(
      fc.property(priceUnits, fc.nat({ max: 5 }), fc.boolean(), (units, zeros, plus) => {
        const text = textOf(units, 12);
        const padded = text.includes('.') ? text + '0'.repeat(zeros) : text;
        const signed = plus && units >= 0n ? `+${padded}` : padded;
        expect(parseDecimal(` ${signed} `)).toEqual({ ok: true, value: text });
      }),
    );
  });

  it('loses the zeros that Postgres pads it with', () => {
    fc.assert(
      fc.property(priceUnits, (units) => {
        const padded = new Decimal(textOf(units, 12)).toFixed(12);
        expect(trimZeros(padded)).toBe(textOf(units, 12));
      }),
    );
  });

  it('survives text, number of digits and back', () => {
    fc.assert(
      fc.property(priceUnits, (units) => {
        const text = textOf(units, 12);
        expect([toText(new Decimal(text)), toPrice(new Decimal(text))]).toEqual([text, text]);
      }),
    );
  });

  it('as a JSON number keeps 15 digits', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }),
        fc.nat({ max: 12 }),
        (units, places) => {
          const text = places === 0 ? units.toString() : textOf(units, places);
          expect(parseDecimal(Number(text))).toEqual({ ok: true, value: text });
        },
      ),
    );
  });

  it.each([
    NaN,
    Infinity,
    -Infinity,
    1e15,
    1e40,
    '1e400',
    '',
    '.',
    '-',
    '1.2.3',
    '0x1',
    null,
    undefined,
    {},
    [],
    1n,
  ])('is not %p', (input) => {
    expect(parseDecimal(input).ok).toBe(false);
  });

  it('is never guessed from any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseDecimal(text);
        expect(parsed.ok && !new Decimal(parsed.value).eq(text.trim())).toBe(false);
      }),
    );
  });
});
