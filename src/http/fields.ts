import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, ValidateBy, type ValidationArguments } from 'class-validator';
import { Decimal, MONEY_LIMITS, parseDecimal, PRICE_LIMITS } from '../common/decimal.js';
import { isDay } from '../common/day.js';
import { parseInstant } from '../common/instant.js';
import { Invalid } from './invalid.js';
import { readerOf, registerReader, type Reader } from './readers.js';

/**
 * One decorator per field of a request: it reads the raw value, checks it and describes it in the OpenAPI document.
 * Decimals come out as canonical text, instants as UTC text of fixed width.
 */
export interface FieldOptions {
  optional?: boolean;
  description?: string;
  example?: unknown;
}

function field(reader: Reader, api: ApiPropertyOptions, options: FieldOptions): PropertyDecorator {
  const isValid = {
    name: 'readable',
    validator: {
      validate: (value: unknown) => !(value instanceof Invalid) && value !== undefined && value !== null,
      defaultMessage: (args?: ValidationArguments) =>
        args?.value instanceof Invalid ? args.value.reason : 'Expected a value, none was given',
    },
  };
  const described = {
    ...api,
    required: options.optional !== true,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.example === undefined ? {} : { example: options.example }),
  } as ApiPropertyOptions;
  return applyDecorators(
    (target: object, property: string | symbol) => {
      registerReader(target, String(property), { read: reader, optional: options.optional === true });
    },
    ValidateBy(isValid),
    ...(options.optional === true ? [IsOptional()] : []),
    ApiProperty(described),
  );
}

export interface TextFieldOptions extends FieldOptions {
  max?: number;
  pattern?: RegExp;
  /** Said when the pattern does not match. */
  patternHint?: string;
}

/** Text without control characters; surrounding space is dropped. */
export function TextField(options: TextFieldOptions = {}): PropertyDecorator {
  const max = options.max ?? 200;
  const api = {
    type: String,
    maxLength: max,
    minLength: 1,
    pattern: options.pattern?.source,
  } as ApiPropertyOptions;
  return field((raw) => readText(raw, max, options), api, options);
}

function readText(raw: unknown, max: number, options: TextFieldOptions): string | Invalid {
  const text = typeof raw === 'number' && Number.isSafeInteger(raw) ? String(raw) : raw;
  if (typeof text !== 'string') {
    return new Invalid('text', 'Expected text');
  }
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > max) {
    return new Invalid('length', `Expected 1 to ${max} characters, were ${trimmed.length}`);
  }
  // Postgres cannot store a NUL, and half a surrogate pair is no character.
  if (CONTROL_CHARACTERS.test(trimmed) || !trimmed.isWellFormed()) {
    return new Invalid('text', 'Expected text without control characters');
  }
  if (options.pattern !== undefined && !options.pattern.test(trimmed)) {
    return new Invalid(
      'pattern',
      options.patternHint ?? `Expected text that matches ${options.pattern.source}`,
    );
  }
  return trimmed;
}

// eslint-disable-next-line no-control-regex -- the control characters are the point
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

export interface DecimalFieldOptions extends FieldOptions {
  /** `money` has 8 decimals within ±92 billion, `price` 12 decimals. */
  kind?: 'price' | 'money';
  above?: string;
  atLeast?: string;
}

/** An exact decimal, sent as a string ("12.5") or, up to 15 digits, as a number. */
export function DecimalField(options: DecimalFieldOptions = {}): PropertyDecorator {
  const api = {
    oneOf: [{ type: 'string', format: 'decimal' }, { type: 'number' }],
    example: options.example ?? '12.5',
  } as ApiPropertyOptions;
  return field((raw) => readDecimal(raw, options), api, options);
}

function readDecimal(raw: unknown, options: DecimalFieldOptions): string | Invalid {
  const parsed = parseDecimal(raw, options.kind === 'money' ? MONEY_LIMITS : PRICE_LIMITS);
  if (!parsed.ok) {
    return new Invalid('decimal', parsed.reason);
  }
  if (options.above !== undefined && !new Decimal(parsed.value).gt(options.above)) {
    return new Invalid('above', `Expected a value above ${options.above}, was ${parsed.value}`);
  }
  if (options.atLeast !== undefined && new Decimal(parsed.value).lt(options.atLeast)) {
    return new Invalid('at_least', `Expected at least ${options.atLeast}, was ${parsed.value}`);
  }
  return parsed.value;
}

/** An ISO-8601 instant with a zone. */
export function InstantField(options: FieldOptions = {}): PropertyDecorator {
  const read = (raw: unknown): string | Invalid => {
    const parsed = parseInstant(raw);
    return parsed.ok ? parsed.value : new Invalid('instant', parsed.reason);
  };
  return field(read, { type: String, format: 'date-time' }, options);
}

/** A calendar date, "2026-03-02". */
export function DayField(options: FieldOptions = {}): PropertyDecorator {
  const read = (raw: unknown): string | Invalid =>
    typeof raw === 'string' && isDay(raw) ? raw : new Invalid('day', DAY_HINT);
  return field(read, { type: String, format: 'date' }, options);
}

const DAY_HINT = 'Expected a date that exists, such as "2026-03-02"';

/** Finite numbers in a query string, strictly rising: `edges=-1,0,2.5`. */
export function RisingNumbersField(options: FieldOptions & { maxItems?: number } = {}): PropertyDecorator {
  const { maxItems = 50 } = options;
  const read = (raw: unknown): number[] | Invalid => {
    const numbers = typeof raw === 'string' ? raw.split(',').map((part) => Number(part.trim() || NaN)) : [];
    const isRising = numbers.every(
      (value, index) => Number.isFinite(value) && value > (numbers[index - 1] ?? -Infinity),
    );
    return isRising && numbers.length > 0 && numbers.length <= maxItems
      ? numbers
      : new Invalid('rising', `Expected 1 to ${maxItems} rising numbers such as "-1,0,2.5"`);
  };
  return field(read, { type: String }, options);
}

/** One of a closed set of words, in any case. */
export function ChoiceField(choices: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const byLowerCase = new Map(choices.map((choice) => [choice.toLowerCase(), choice]));
  const read = (raw: unknown): string | Invalid => {
    const choice = typeof raw === 'string' ? byLowerCase.get(raw.toLowerCase()) : undefined;
    return choice ?? new Invalid('choice', `Expected one of ${choices.join(', ')}`);
  };
  return field(read, { type: String, enum: [...choices] }, options);
}

/** A plain number within bounds: scores, ratios, ticks. */
export function NumberField(
  options: FieldOptions & { min?: number; max?: number; whole?: boolean } = {},
): PropertyDecorator {
  const { min = -1e12, max = 1e12, whole = false } = options;
  const kind = whole ? 'a whole number' : 'a number';
  const read = (raw: unknown): number | Invalid => {
    const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) {
      return new Invalid('range', `Expected ${kind} from ${min} to ${max}`);
    }
    return whole && !Number.isInteger(value) ? new Invalid('whole', `Expected ${kind}`) : value;
  };
  const api = { type: whole ? 'integer' : 'number', minimum: min, maximum: max } as ApiPropertyOptions;
  return field(read, api, options);
}

export function FlagField(options: FieldOptions = {}): PropertyDecorator {
  const read = (raw: unknown): boolean | Invalid => {
    const flag = raw === 'true' ? true : raw === 'false' ? false : raw;
    return typeof flag === 'boolean' ? flag : new Invalid('flag', 'Expected true or false');
  };
  return field(read, { type: Boolean }, options);
}

/** A list of short texts, each once: tags, timeframes, slugs. */
export function TextListField(
  options: FieldOptions & { max?: number; maxItems?: number } = {},
): PropertyDecorator {
  const { max = 60, maxItems = 50 } = options;
  const read = (raw: unknown): string[] | Invalid => {
    if (!Array.isArray(raw) || raw.length > maxItems) {
      return new Invalid('list', `Expected a list of at most ${maxItems} texts`);
    }
    const items = raw.map((item: unknown) => readText(item, max, {}));
    const invalid = items.find((item) => item instanceof Invalid);
    return invalid ?? [...new Set(items as string[])];
  };
  const api = { type: 'array', items: { type: 'string', maxLength: max }, maxItems } as ApiPropertyOptions;
  return field(read, api, options);
}

/** Short texts in a query string, each once: `types=fill,signal`, or the parameter repeated. */
export function QueryListField(
  options: FieldOptions & { choices?: readonly string[]; max?: number; maxItems?: number } = {},
): PropertyDecorator {
  const { choices, max = 60, maxItems = 50 } = options;
  const readItem: Reader = (raw) =>
    choices?.includes(raw as string) === false
      ? new Invalid('choice', `Expected one of ${choices.join(', ')}`)
      : readText(raw, max, {});
  const read = (raw: unknown): string[] | Invalid => {
    const parts = (Array.isArray(raw) ? raw : [raw]).flatMap((part: unknown) =>
      typeof part === 'string' ? part.split(',') : part,
    );
    if (parts.length > maxItems) {
      return new Invalid('list', `Expected at most ${maxItems} texts`);
    }
    const items = parts.map(readItem);
    const invalid = items.find((item) => item instanceof Invalid);
    return invalid ?? [...new Set(items as string[])];
  };
  return field(read, { type: String }, options);
}

/** An object with fields of its own. */
export function ObjectField(type: new () => object, options: FieldOptions = {}): PropertyDecorator {
  return field(readerOf(type), { type: () => type }, options);
}
