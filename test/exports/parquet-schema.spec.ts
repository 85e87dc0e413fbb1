import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moneyToUnits } from '../../src/common/decimal.js';
import { parquetValue } from '../../src/exports/domain/parquet-schema.js';

describe('a Parquet value', () => {
  it.each([
    ['money', '-92233720368.54775807', -9223372036854775807n],
    ['money', '-0.00000001', -1n],
    ['money', '0', 0n],
    ['price', '1.200000000001', 1200000000001n],
    ['price', '-9999999999999999.999999999999', -9999999999999999999999999999n],
    ['time', '1970-01-01T00:00:00.000001Z', 1n],
    ['time', '1969-12-31T23:59:59.999999Z', -1n],
    ['whole', 9007199254740991, 9007199254740991n],
  ] as const)('of %s %s is the exact integer %s', (kind, cell, integer) => {
    expect(parquetValue(kind, cell)).toBe(integer);
  });

  it('of money is the integer that SQLite stores', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }), (units) => {
        const text = textOf(units);

        expect(parquetValue('money', text)).toBe(units);
        expect(moneyToUnits(text)).toBe(units);
      }),
    );
  });

  it.each(['text', 'list', 'money', 'time', 'flag'] as const)('of %s may be null', (kind) => {
    expect(parquetValue(kind, null)).toBeNull();
  });
});

/** Plain decimal text of units of 1e-8, by padding. */
function textOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(9, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`;
}
