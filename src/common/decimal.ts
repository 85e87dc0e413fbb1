import { Decimal as BaseDecimal } from 'decimal.js';
import { InvalidInputError } from './errors.js';

/**
 * Exact decimal arithmetic at the edges of calculations.
 *
 * Values at rest and on the wire are canonical decimal strings ("12.5", "-0.00000001", "0"): no exponent, no
 * trailing zeros, no leading plus. `number` never holds money. The working precision of 80 digits is above the
 * widest product that can occur, a price times a quantity times a point value (3 × 28 digits would need 84, but
 * both the price and the quantity are limited to 16 + 12 digits and a point value to 8, so 64 at the very worst;
 * every realistic product is exact and the final rounding happens once, at the money column).
 */
export const Decimal = BaseDecimal.clone({
  precision: 80,
  rounding: BaseDecimal.ROUND_HALF_EVEN,
  toExpNeg: -100,
  toExpPos: 100,
});
export type Decimal = BaseDecimal;

/** A canonical decimal string, for example "97.5". */
export type DecimalText = string;

export const ZERO = new Decimal(0);

/** How many digits a stored decimal may have on each side of the point. */
export interface DecimalLimits {
  integerDigits: number;
  fractionDigits: number;
  /** Largest absolute value, for columns whose range is not a power of ten. */
  max?: DecimalText;
}

/** Prices and quantities: numeric(28,12). */
export const PRICE_LIMITS: DecimalLimits = { integerDigits: 16, fractionDigits: 12 };

/** Money: 8 decimals in a signed 64-bit integer of 1e-8 units on SQLite, hence ±92 billion. */
export const MONEY_LIMITS: DecimalLimits = {
  integerDigits: 11,
  fractionDigits: 8,
  max: '92233720368.54775807',
};

/** A JSON number carries 15 significant decimal digits for certain; anything wider must come as a string. */
const SAFE_NUMBER_DIGITS = 15;
const SAFE_NUMBER_CEILING = 1e15;
const DECIMAL_PATTERN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** Canonical already, and within every limit: nearly all that comes. */
const PLAIN_PATTERN = /^(?:0|[1-9]\d{0,9})(?:\.\d{0,7}[1-9])?$/;

export type DecimalParse = { ok: true; value: DecimalText } | { ok: false; reason: string };

/**
 * Reads a decimal from a request: a decimal string, or a JSON number.
 *
 * Numbers are read to 15 significant digits, which removes binary noise (0.30000000000000004 is 0.3) and is what a
 * double holds for certain. Strings are taken to the last digit and refused when they have more than the column keeps.
 */
export function parseDecimal(input: unknown, limits: DecimalLimits = PRICE_LIMITS): DecimalParse {
  const literal = typeof input === 'number' ? numberLiteral(input) : input;
  if (typeof literal !== 'string') {
    return { ok: false, reason: 'Expected a decimal string or number' };
  }
  const text = literal.trim();
  if (text.length > 60 || !DECIMAL_PATTERN.test(text)) {
    return { ok: false, reason: `Expected a decimal such as "12.5", was ${quoted(text)}` };
  }
  if (PLAIN_PATTERN.test(text)) {
    return { ok: true, value: text };
  }
  const value = new Decimal(text);
  const max = limits.max ?? '9'.repeat(limits.integerDigits) + '.' + '9'.repeat(limits.fractionDigits);
  if (value.abs().gt(max)) {
    return { ok: false, reason: `Expected an absolute value of at most ${max}, was ${quoted(text)}` };
  }
  if (value.decimalPlaces() > limits.fractionDigits) {
    return {
      ok: false,
      reason: `Expected at most ${String(limits.fractionDigits)} decimals, was ${quoted(text)}`,
    };
  }
  return { ok: true, value: toText(value) };
}

function numberLiteral(input: number): string | null {
  if (!Number.isFinite(input) || Math.abs(input) >= SAFE_NUMBER_CEILING) {
    return null;
  }
  return String(Number(input.toPrecision(SAFE_NUMBER_DIGITS)));
}

function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

/** Canonical text of an exact value. */
export function toText(value: Decimal): DecimalText {
  return value.isZero() ? '0' : value.toFixed();
}

/** Rounds half-even to a money column's 8 decimals. Throws InvalidInputError outside ±92 billion. */
export function toMoney(value: Decimal): DecimalText {
  return rounded(value, MONEY_LIMITS, '92233720368.54775807');
}

/** Rounds half-even to a price column's 12 decimals. Throws InvalidInputError beyond 16 integer digits. */
export function toPrice(value: Decimal): DecimalText {
  return rounded(value, PRICE_LIMITS, PRICE_MAX);
}

const PRICE_MAX = '9999999999999999.999999999999';

function rounded(value: Decimal, limits: DecimalLimits, max: DecimalText): DecimalText {
  const result = value.toDecimalPlaces(limits.fractionDigits);
  // The exponent alone settles it for all but the largest.
  if (result.e >= limits.integerDigits - 1 && result.abs().gt(max)) {
    throw new InvalidInputError(
      'amount_out_of_range',
      `Expected a result within ±${max}, was ${result.toSignificantDigits(20).toString()}`,
    );
  }
  return toText(result);
}

/** Drops the trailing zeros that Postgres pads a numeric with: "12.50000000" becomes "12.5". */
export function trimZeros(text: string): DecimalText {
  if (!text.includes('.')) {
    return text;
  }
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) {
    end -= 1;
  }
  if (text.charCodeAt(end - 1) === 46) {
    end -= 1;
  }
  const trimmed = end === text.length ? text : text.slice(0, end);
  return trimmed === '-0' ? '0' : trimmed;
}

const MONEY_UNIT = 100_000_000n;

/** "12.5" as 1_250_000_000n, the integer that SQLite stores. The text must already fit a money column. */
export function moneyToUnits(text: DecimalText): bigint {
  const negative = text.startsWith('-');
  const unsigned = negative ? text.slice(1) : text;
  const [integer = '0', fraction = ''] = unsigned.split('.');
  const units = BigInt(integer) * MONEY_UNIT + BigInt(fraction.padEnd(8, '0'));
  return negative ? -units : units;
}

/** Units below 2^53, 90 million and less, are split without bigint arithmetic: an export has a dozen in each row. */
const SAFE_UNITS = BigInt(Number.MAX_SAFE_INTEGER);
const SMALL_UNIT = Number(MONEY_UNIT);

/** 1_250_000_000n as "12.5". */
export function unitsToMoney(units: bigint): DecimalText {
  if (units >= 0n && units <= SAFE_UNITS) {
    const small = Number(units);
    const rest = small % SMALL_UNIT;
    const whole = String((small - rest) / SMALL_UNIT);
    return rest === 0 ? whole : trimZeros(`${whole}.${String(rest).padStart(8, '0')}`);
  }
  const negative = units < 0n;
  const absolute = negative ? -units : units;
  const fraction = absolute % MONEY_UNIT;
  const integer = (absolute / MONEY_UNIT).toString();
  const text = fraction === 0n ? integer : trimZeros(`${integer}.${fraction.toString().padStart(8, '0')}`);
  return negative ? `-${text}` : text;
}
