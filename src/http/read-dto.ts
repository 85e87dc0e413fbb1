import { validateSync } from 'class-validator';
import { type FieldError, InvalidInputError } from '../common/errors.js';
import { Invalid } from './invalid.js';
import { type FieldReader, readersOf } from './readers.js';

type DtoClass<T extends object> = new () => T;
export type DtoRead<T> = { ok: true; value: T } | { ok: false; errors: FieldError[] };

interface DtoFields {
  readers: Map<string, FieldReader>;
  required: string[];
}

const fieldsCache = new Map<object, DtoFields>();

/** Reads one object of a request into its DTO: every field is read, checked, and refused when it is unknown. */
export function readDto<T extends object>(type: DtoClass<T>, raw: unknown): DtoRead<T> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, errors: [{ field: '', rule: 'object', message: 'Expected a JSON object' }] };
  }
  const errors: FieldError[] = [];
  const value = new type() as T & Record<string, unknown>;
  const { readers, required } = fieldsOf(type);
  let isSound = true;
  for (const [property, rawValue] of Object.entries(raw)) {
    const reader = readers.get(property);
    if (reader === undefined) {
      errors.push({ field: property.slice(0, 100), rule: 'unknown_field', message: 'Unknown field' });
      continue;
    }
    const read: unknown = rawValue === null ? undefined : reader.read(rawValue);
    isSound &&= !(read instanceof Invalid);
    (value as Record<string, unknown>)[property] = read;
  }
  // Readers and requirements are all there is to check; class-validator words what is wrong when something is.
  if (!isSound || required.some((property) => value[property] === undefined)) {
    errors.push(...complaintsAbout(value));
  }
  return errors.length === 0 ? { ok: true, value } : { ok: false, errors };
}

function complaintsAbout(value: object): FieldError[] {
  const failures = validateSync(value, { forbidUnknownValues: false, stopAtFirstError: true });
  return failures.map((failure) => {
    const invalid: unknown = failure.value;
    return {
      field: failure.property,
      rule: invalid instanceof Invalid ? invalid.rule : (ruleOf(failure.constraints) ?? 'invalid'),
      message: Object.values(failure.constraints ?? {})[0] ?? 'Invalid value',
    };
  });
}

/** As `readDto`, for a request that is refused as a whole. */
export function readDtoOrThrow<T extends object>(type: DtoClass<T>, raw: unknown): T {
  const read = readDto(type, raw);
  if (!read.ok) {
    throw invalidInput(read.errors);
  }
  return read.value;
}

export function invalidInput(errors: FieldError[]): InvalidInputError {
  const [first] = errors;
  const where = first?.field === '' || first === undefined ? '' : `${first.field}: `;
  return new InvalidInputError('validation_failed', `${where}${first?.message ?? 'Invalid input'}`, {
    fields: errors,
  });
}

function ruleOf(constraints: Record<string, string> | undefined): string | undefined {
  const rule = Object.keys(constraints ?? {})[0];
  return rule === 'readable' ? 'required' : rule;
}

function fieldsOf(type: DtoClass<object>): DtoFields {
  const known = fieldsCache.get(type);
  if (known !== undefined) {
    return known;
  }
  const readers = readersOf(type);
  const required = [...readers].filter(([, reader]) => !reader.optional).map(([property]) => property);
  const fields = { readers, required };
  fieldsCache.set(type, fields);
  return fields;
}
