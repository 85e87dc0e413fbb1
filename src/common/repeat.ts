import { ConflictError } from './errors.js';
import { type Recorded, refused, repeated } from './recorded.js';

/** What was recorded first under a natural key that came again. */
export interface Precedent<T> {
  /** `execution_conflict` and the like. */
  code: string;
  /** In a message: 'Execution "E-1"'. */
  name: string;
  /** The key that the conflict answers with, for example `{ fillId: 7 }`. */
  key: Record<string, number>;
  /** The fields in which the second report differs. */
  differing: readonly string[];
  view: () => T;
}

/** The same facts again are answered with the first result; different ones are a conflict (DESIGN §6). */
export function repeatOrConflict<T>({ code, name, key, differing, view }: Precedent<T>): Recorded<T> {
  return differing.length === 0
    ? repeated(view())
    : refused(
        new ConflictError(code, `${name} was recorded with different facts: ${differing.join(', ')}`, {
          extra: { differingFields: differing, ...key },
        }),
      );
}
