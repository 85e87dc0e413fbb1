import type { BlotterError } from './errors.js';

/**
 * The outcome of recording one fact. Expected refusals are values, so that one bad item of an array leaves the
 * others alone.
 */
export type Recorded<T> =
  { kind: 'created'; value: T } | { kind: 'repeated'; value: T } | { kind: 'refused'; error: BlotterError };

export const created = <T>(value: T): Recorded<T> => ({ kind: 'created', value });
export const repeated = <T>(value: T): Recorded<T> => ({ kind: 'repeated', value });
export const refused = <T>(error: BlotterError): Recorded<T> => ({ kind: 'refused', error });
