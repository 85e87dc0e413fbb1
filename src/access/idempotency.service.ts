import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ConflictError } from '../common/errors.js';
import { fromMillis } from '../common/instant.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { IdempotencyKeyRepository } from './persistence/idempotency-key.repository.js';

/** A request that carries an Idempotency-Key. */
export interface KeyedCall {
  apiKeyId: number;
  idempotencyKey: string;
  requestHash: string;
}

export interface Response {
  status: number;
  body: unknown;
}

const KEPT_MS = 24 * 3_600_000;
const BATCH = 1000;

/** Remembers the first answer to a request for 24 hours. */
@Injectable()
export class IdempotencyService {
  readonly #logger = new Logger(IdempotencyService.name);

  constructor(
    private readonly entries: IdempotencyKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The first answer, or null. Throws `idempotency_key_reused` when the key came with another request. */
  async findResponse(call: KeyedCall): Promise<Response | null> {
    const entry = await this.entries.find(call.apiKeyId, call.idempotencyKey);
    if (entry === null) {
      return null;
    }
    if (entry.requestHash !== call.requestHash) {
      throw new ConflictError(
        'idempotency_key_reused',
        'This Idempotency-Key came with a different request before; use a new key for a new request',
      );
    }
    return { status: entry.status, body: entry.response === '' ? undefined : JSON.parse(entry.response) };
  }

  /**
   * Stores an answer unless there is one already. The fact itself is committed by now and its natural key
   * protects it, so a failure here is logged and the request still succeeds.
   */
  async remember(call: KeyedCall, response: Response): Promise<void> {
    try {
      await this.#insert(call, response);
    } catch (error) {
      this.#logger.warn(`Cannot store the answer to an idempotent request: ${String(error)}`);
    }
  }

  /** Takes the key before the work, for requests that must not run twice; false when it is taken. */
  claim(call: KeyedCall): Promise<boolean> {
    return this.#insert(call, { status: 201, body: undefined });
  }

  /** Gives a claimed key back after the work failed. */
  async release(call: KeyedCall): Promise<void> {
    await this.unitOfWork.run(null, (tx) => this.entries.delete(tx, call.apiKeyId, call.idempotencyKey));
  }

  /** Deletes what is older than 24 hours, in batches so that no lock is held long. Returns how many entries. */
  async deleteExpired(): Promise<number> {
    const cutoff = fromMillis(this.clock.nowMillis() - KEPT_MS);
    let deleted = 0;
    let batch: number;
    do {
      batch = await this.unitOfWork.run(null, (tx) => this.entries.deleteOlderThan(tx, cutoff, BATCH));
      deleted += batch;
    } while (batch === BATCH);
    return deleted;
  }

  #insert(call: KeyedCall, { status, body }: Response): Promise<boolean> {
    const response = body === undefined ? '' : JSON.stringify(body);
    const createdAt = this.clock.now();
    return this.unitOfWork.run(null, (tx) =>
      this.entries.insertIfNew(tx, { ...call, status, response, createdAt }),
    );
  }
}
