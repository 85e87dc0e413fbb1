import { validateSync } from 'class-validator';
import { type FieldError, InvalidInputError } from '../common/errors.js';
import { Invalid } from './invalid.js';
import { readersOf, type Reader } from './readers.js';

type DtoClass<T extends object> = new () => T;
export type DtoRead<T> = { ok: true; value: T } | { ok: false; errors: FieldError[] };

const readerCache = new Map<object, Map<string, Reader>>();

/** Reads one object of a request into its DTO: every field is read, checked, and refused when it is unknown. */
export function readDto<T extends object>(type: DtoClass<T>, raw: unknown): DtoRead<T> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, errors: [{ field: '', rule: 'object', message: 'Expected a JSON object' }] };
  }
  const errors: FieldError[] = [];
  const value = new type();
  const known = cachedReaders(type);
  for (const [property, rawValue] of Object.entries(raw)) {
    const reader = known.get(property);
    if (reader === undefined) {
      errors.push({ field: property.slice(0, 100), rule: 'unknown_field', message: 'Unknown field' });
    } else {
      (value as Record<string, unknown>)[property] = rawValue === null ? undefined : reader(rawValue);
    }
  }
  for (const failure of validateSync(value, { forbidUnknownValues: false, stopAtFirstError: true })) {
    const invalid: unknown = failure.value;
    errors.push({
      field: failure.property,
      rule: invalid instanceof Invalid ? invalid.rule : (ruleOf(failure.constraints) ?? 'invalid'),
      message: Object.values(failure.constraints ?? {})[0] ?? 'Invalid value',
    });
  }
  return errors.length === 0 ? { ok: true, value } : { ok: false, errors };
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

function cachedReaders(type: DtoClass<object>): Map<string, Reader> {
  const known = readerCache.get(type) ?? readersOf(type);
  readerCache.set(type, known);
  return known;
}
