import { BadRequestError, type InvalidInputError } from '../common/errors.js';
import type { Recorded } from '../common/recorded.js';
import { makeProblem, type Problem, problemOf } from './problem.js';
import { type DtoRead, invalidInput, readDto } from './read-dto.js';

export const MAX_ITEMS = 1000;

/** One item's answer within an array. */
export interface ItemResult<T> {
  status: number;
  result?: T;
  problem?: Problem;
}

/** What a recording route returns: the interceptor sends `status` and `body`. */
export class RecordResponse<T> {
  constructor(
    readonly status: number,
    readonly body: T | ItemResult<T>[],
  ) {}

  /** For a change of something that exists: 200, whether it happened now or before. */
  static changed<T>(outcome: Recorded<T>): RecordResponse<T> {
    if (outcome.kind === 'refused') {
      throw outcome.error;
    }
    return new RecordResponse(200, outcome.value);
  }
}

/** A body that is one object or an array of up to 1,000, read item by item. */
export class ItemBatch<T extends object> {
  private constructor(
    private readonly reads: DtoRead<T>[],
    private readonly isArray: boolean,
  ) {}

  /** Throws when a lone object is invalid or an array is too long; an invalid item of an array waits in its slot. */
  static read<T extends object>(type: new () => T, body: unknown): ItemBatch<T> {
    if (!Array.isArray(body)) {
      const read = readDto(type, body);
      if (!read.ok) {
        throw invalidInput(read.errors);
      }
      return new ItemBatch([read], false);
    }
    if (body.length === 0 || body.length > MAX_ITEMS) {
      throw new BadRequestError('batch_size', `Expected 1 to ${MAX_ITEMS} items, were ${body.length}`);
    }
    return new ItemBatch(
      body.map((item: unknown) => readDto(type, item)),
      true,
    );
  }

  /**
   * Gives items without a natural key of their own one that follows from the request's Idempotency-Key, so that a
   * retry meets the first fact even when the first answer was never stored.
   */
  keyed(field: keyof T & string, idempotencyKey: string | undefined): this {
    if (idempotencyKey !== undefined) {
      for (const [index, read] of this.reads.entries()) {
        if (read.ok) {
          read.value[field] ??= `${idempotencyKey}:${index}` as T[typeof field];
        }
      }
    }
    return this;
  }

  /**
   * Records the valid items with `record`, which answers one outcome per item in order.
   * One object: 201 when it is new, 200 when it was recorded before, otherwise the error itself.
   * An array: 207 with one result per item in order.
   */
  async record<R>(record: (items: T[]) => Promise<Recorded<R>[]>): Promise<RecordResponse<R>> {
    const valid = this.reads.flatMap((read) => (read.ok ? [read.value] : []));
    const outcomes = valid.length === 0 ? [] : await record(valid);
    if (!this.isArray) {
      return single(outcomes[0]);
    }
    let next = 0;
    const results = this.reads.map((read) =>
      read.ok ? resultOf(outcomes[next++]) : invalidResult<R>(read.errors),
    );
    return new RecordResponse<R>(207, results);
  }
}

function single<R>(outcome: Recorded<R> | undefined): RecordResponse<R> {
  if (outcome === undefined) {
    throw new Error('Expected one outcome per item, was none');
  }
  if (outcome.kind === 'refused') {
    throw outcome.error;
  }
  return new RecordResponse(outcome.kind === 'created' ? 201 : 200, outcome.value);
}

function resultOf<R>(outcome: Recorded<R> | undefined): ItemResult<R> {
  if (outcome === undefined) {
    return { status: 500, problem: makeProblem(500, 'internal_error', 'The item was not answered') };
  }
  if (outcome.kind === 'refused') {
    const problem = problemOf(outcome.error);
    return { status: problem.status, problem };
  }
  return { status: outcome.kind === 'created' ? 201 : 200, result: outcome.value };
}

function invalidResult<R>(errors: InvalidInputError['details']['fields']): ItemResult<R> {
  const problem = problemOf(invalidInput(errors ?? []));
  return { status: problem.status, problem };
}
