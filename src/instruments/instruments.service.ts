import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Decimal } from '../common/decimal.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../common/errors.js';
import { differingFields, factsOf } from '../common/facts.js';
import { created, type Recorded, refused, repeated } from '../common/recorded.js';
import { isTimeZone } from '../common/time-zone.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { InstrumentCatalogue } from './instrument-catalogue.js';
import type { CreateInstrumentDto, InstrumentTermsDto, InstrumentView } from './instruments.dto.js';
import { Instrument } from './persistence/instrument.entity.js';
import { InstrumentRepository } from './persistence/instrument.repository.js';

@Injectable()
export class InstrumentsService {
  constructor(
    private readonly instruments: InstrumentRepository,
    private readonly catalogue: InstrumentCatalogue,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<{ items: InstrumentView[] }> {
    return { items: await this.instruments.list() };
  }

  /** Accepts any platform's name of the instrument. */
  async get(symbol: string): Promise<InstrumentView> {
    const row = await this.instruments.findBySymbol(symbol);
    return row ?? this.#getResolved(symbol);
  }

  async add(items: CreateInstrumentDto[]): Promise<Recorded<InstrumentView>[]> {
    const outcomes: Recorded<InstrumentView>[] = [];
    for (const item of items) {
      outcomes.push(await this.#addOne(item));
    }
    return outcomes;
  }

  /** Changes terms for what is recorded from now on; recorded trades keep their figures. */
  async update(symbol: string, changes: InstrumentTermsDto): Promise<InstrumentView> {
    const before = await this.get(symbol);
    assertSessionZone(changes.sessionTimeZone);
    const defined = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const updatedAt = this.clock.now();
    await this.unitOfWork.run(null, (tx) =>
      this.instruments.update(tx, before.symbol, { ...defined, updatedAt }),
    );
    this.catalogue.forget();
    return { ...before, ...defined, updatedAt };
  }

  async #getResolved(symbol: string): Promise<InstrumentView> {
    const terms = await this.catalogue.resolveOrThrow(symbol).catch(() => null);
    const row = terms === null ? null : await this.instruments.findBySymbol(terms.symbol);
    if (row === null) {
      throw new NotFoundError('instrument_not_found', `Instrument "${symbol}" does not exist`);
    }
    return row;
  }

  async #addOne(item: CreateInstrumentDto): Promise<Recorded<InstrumentView>> {
    try {
      assertSessionZone(item.sessionTimeZone);
    } catch (error) {
      return refused(error as InvalidInputError);
    }
    const row = this.#newRow(item);
    if (await this.unitOfWork.run(null, (tx) => this.instruments.insertIfNew(tx, row))) {
      this.catalogue.forget();
      return created(row);
    }
    const stored = await this.get(item.symbol);
    const stated = (view: InstrumentView) => factsOf(view, ['createdAt', 'updatedAt', 'isActive']);
    const differing = differingFields(stated(stored), stated(row));
    return differing.length === 0
      ? repeated(stored)
      : refused(
          new ConflictError('instrument_exists', `Instrument "${item.symbol}" exists with different terms`, {
            extra: { differingFields: differing },
          }),
        );
  }

  #newRow(item: CreateInstrumentDto): Instrument {
    const now = this.clock.now();
    return Object.assign(new Instrument(), {
      symbol: item.symbol,
      description: item.description ?? item.symbol,
      assetClass: item.assetClass,
      category: null,
      exchange: item.exchange ?? null,
      currency: item.currency,
      baseCurrency: item.baseCurrency ?? null,
      tickSize: item.tickSize,
      pointValue: item.pointValue,
      contractSize: item.contractSize ?? '1',
      pipSize: item.pipSize ?? null,
      priceDigits: item.priceDigits ?? new Decimal(item.tickSize).decimalPlaces(),
      minQuantity: item.minQuantity ?? (item.assetClass === 'futures' ? '1' : '0.01'),
      maxQuantity: item.maxQuantity ?? '1000000',
      quantityStep: item.quantityStep ?? (item.assetClass === 'futures' ? '1' : '0.01'),
      sessionTimeZone: item.sessionTimeZone ?? 'UTC',
      tradingHours: item.tradingHours ?? null,
      sessionHours: item.sessionHours ?? null,
      dayMargin: item.dayMargin ?? null,
      overnightMargin: item.overnightMargin ?? null,
      isActive: true,
      createdAt: now,
      updatedAt: now,
    });
  }
}

function assertSessionZone(timeZone: string | undefined): void {
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw InvalidInputError.field(
      'sessionTimeZone',
      'time_zone',
      `sessionTimeZone: Expected an IANA zone such as America/Chicago, was "${timeZone}"`,
    );
  }
}
