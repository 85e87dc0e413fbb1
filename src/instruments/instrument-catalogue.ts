import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../common/errors.js';
import { normaliseSymbol } from './domain/symbol.js';
import type { Instrument } from './persistence/instrument.entity.js';
import { InstrumentRepository } from './persistence/instrument.repository.js';

/** What other features need to know of an instrument. */
export type InstrumentTerms = Pick<
  Instrument,
  'symbol' | 'assetClass' | 'currency' | 'tickSize' | 'pointValue' | 'pipSize' | 'isActive'
>;

/** Another process may add an instrument; this bounds how long we would not notice. */
const FRESH_MS = 2000;

/** Finds instruments by any of the names that platforms give them, without a query per request. */
@Injectable()
export class InstrumentCatalogue {
  #bySymbol = new Map<string, InstrumentTerms>();
  #readAt = 0;
  #reading: Promise<void> | null = null;

  constructor(private readonly instruments: InstrumentRepository) {}

  /** Throws `unknown_symbol`. */
  async resolveOrThrow(symbol: string): Promise<InstrumentTerms> {
    const found = this.#resolve(symbol) ?? (await this.#reloadAndResolve(symbol));
    if (found === null) {
      const message = `Expected a known instrument, was "${symbol}"; GET /api/instruments lists them, POST adds one`;
      throw new InvalidInputError('unknown_symbol', message, {
        fields: [{ field: 'symbol', rule: 'unknown_symbol', message }],
      });
    }
    return found;
  }

  /** After a change in this process. */
  forget(): void {
    this.#readAt = 0;
  }

  #resolve(symbol: string): InstrumentTerms | null {
    if (Date.now() - this.#readAt > FRESH_MS) {
      return null;
    }
    const known = normaliseSymbol(symbol, (candidate) => this.#bySymbol.has(candidate));
    return known === null ? null : (this.#bySymbol.get(known) ?? null);
  }

  async #reloadAndResolve(symbol: string): Promise<InstrumentTerms | null> {
    if (Date.now() - this.#readAt > FRESH_MS) {
      this.#reading ??= this.#reload().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
    return this.#resolve(symbol);
  }

  async #reload(): Promise<void> {
    const rows = await this.instruments.list();
    this.#bySymbol = new Map(rows.map((row) => [row.symbol, row]));
    this.#readAt = Date.now();
  }
}
