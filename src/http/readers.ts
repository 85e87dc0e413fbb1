import { Invalid } from './invalid.js';

/** Turns a raw JSON value into the field's value, or says why it cannot. */
export type Reader = (raw: unknown) => unknown;

export interface FieldReader {
  read: Reader;
  optional: boolean;
}

const readers = new Map<object, Map<string, FieldReader>>();

export function registerReader(target: object, property: string, reader: FieldReader): void {
  const own = readers.get(target) ?? new Map<string, FieldReader>();
  own.set(property, reader);
  readers.set(target, own);
}

/** The readers of a class and of the classes it extends. */
export function readersOf(type: new () => object): Map<string, FieldReader> {
  const merged = new Map<string, FieldReader>();
  for (let target: object | null = type.prototype as object; target !== null; target = prototypeOf(target)) {
    for (const [property, reader] of readers.get(target) ?? []) {
      if (!merged.has(property)) {
        merged.set(property, reader);
      }
    }
  }
  return merged;
}

function prototypeOf(target: object): object | null {
  return Object.getPrototypeOf(target) as object | null;
}

/** Reads a nested object; its own unknown or unreadable fields are named in the reason. */
export function readerOf(type: new () => object): Reader {
  return (raw) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      return new Invalid('object', 'Expected an object');
    }
    const known = readersOf(type);
    const result: Record<string, unknown> = {};
    for (const [property, value] of Object.entries(raw)) {
      const reader = known.get(property);
      const read = reader === undefined ? new Invalid('unknown_field', 'Unknown field') : reader.read(value);
      if (read instanceof Invalid) {
        return new Invalid(read.rule, `${property}: ${read.reason}`);
      }
      result[property] = read;
    }
    return result;
  };
}
