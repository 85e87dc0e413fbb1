import { type DecimalText, parseDecimal } from '../../common/decimal.js';
import { type FieldError } from '../../common/errors.js';
import { type ForeignRecord, scalarText, textAt, valueAt } from './foreign-record.js';

const LONGEST_QUOTE = 40;

/**
 * Reads fields out of a foreign record and collects what is wrong with them, so that the sender learns everything in
 * one answer. A blank text and a JSON null count as not sent. Errors carry our name of the field.
 */
export class MessageReader {
  readonly errors: FieldError[] = [];

  constructor(private readonly record: ForeignRecord) {}

  /** The first value under the given keys that was really sent. */
  find(keys: readonly string[]): unknown {
    return keys.map((key) => valueAt(this.record, key)).find(isSent);
  }

  /** A descriptive text. Objects under the same key are skipped: "strategy" is also TradingView's namespace. */
  label(keys: readonly string[]): string | null {
    return textAt(this.record, keys);
  }

  /** A text that identifies something. */
  identifier(field: string, keys: readonly string[]): string | null {
    const value = this.find(keys);
    if (value === undefined) {
      return null;
    }
    // JSON.parse has already rounded such a number, so that two different ids would look the same.
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.fail(field, 'text', `Expected ${field} as a string, because the number is too large to be exact`);
      return null;
    }
    const text = scalarText(value);
    if (text === null) {
      this.fail(field, 'text', `Expected ${field} as a string or number`);
    }
    return text;
  }

  /** An exact decimal from a string or number. */
  decimal(field: string, keys: readonly string[]): DecimalText | null {
    const value = this.find(keys);
    if (value === undefined) {
      return null;
    }
    const parsed = parseDecimal(value);
    if (!parsed.ok) {
      this.fail(field, 'decimal', parsed.reason);
      return null;
    }
    return parsed.value;
  }

  positiveDecimal(field: string, keys: readonly string[]): DecimalText | null {
    const value = this.decimal(field, keys);
    if (value !== null && (value === '0' || value.startsWith('-'))) {
      this.fail(field, 'positive', `Expected ${field} above 0, was ${value}`);
      return null;
    }
    return value;
  }

  /** A price, where platforms write 0 for "none". Below 0 is possible: crude oil settled at −37.63 in April 2020. */
  price(field: string, keys: readonly string[]): DecimalText | null {
    const value = this.decimal(field, keys);
    return value === '0' ? null : value;
  }

  fail(field: string, rule: string, message: string): void {
    this.errors.push({ field, rule, message });
  }

  hasFailed(field: string): boolean {
    return this.errors.some((error) => error.field === field);
  }
}

export function quoted(text: string): string {
  return `"${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text}"`;
}

function isSent(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}
