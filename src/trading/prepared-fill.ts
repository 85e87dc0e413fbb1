import { createHash } from 'node:crypto';
import { InvalidInputError } from '../common/errors.js';
import { type Facts, factsOf } from '../common/facts.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import type { AccountRef } from '../accounts/account-directory.js';
import type { FillKind } from './domain/vocabulary.js';
import type { CreateFillDto } from './fills.dto.js';
import { assertTradable } from './tradable-prices.js';

/** What the column of the execution id holds. */
const MAX_KEY = 200;

/** A fill whose request was understood: names resolved, shape checked, its natural key known. */
export interface PreparedFill {
  dto: CreateFillDto;
  instrument: InstrumentTerms;
  executionId: string;
  kind: FillKind;
  orderKey: string | null;
  bookKey: string;
  /** True when the report states the order's totals so far. */
  cumulative: boolean;
  facts: Facts;
}

/** Checks what can be known without the database. Throws InvalidInputError. */
export function prepareFill(
  dto: CreateFillDto,
  account: AccountRef,
  instrument: InstrumentTerms,
): PreparedFill {
  const kind = dto.kind ?? 'TRADE';
  const cumulative = dto.cumulativeQuantity !== undefined;
  const orderKey = dto.venueOrderId ?? dto.clientOrderId ?? null;
  assertReplacement(dto, kind);
  assertAmounts(dto, kind, orderKey);
  const { price, averagePrice, intendedPrice, stopLoss, takeProfit } = dto;
  assertTradable(instrument, { price, averagePrice, intendedPrice, stopLoss, takeProfit });
  if (account.mode === 'hedging' && dto.positionId === undefined) {
    throw required('positionId', 'on a hedging account, where it names the position');
  }
  return {
    dto,
    instrument,
    executionId: dto.executionId ?? cumulativeExecutionId(dto, cumulative, orderKey),
    kind,
    orderKey,
    bookKey: account.mode === 'hedging' ? (dto.positionId ?? '') : '',
    cumulative,
    facts: factsOf({ ...dto, symbol: instrument.symbol }, ['account']),
  };
}

function assertReplacement(dto: CreateFillDto, kind: FillKind): void {
  if (kind !== 'TRADE' && dto.replacesExecutionId === undefined) {
    throw required('replacesExecutionId', `for a ${kind}`);
  }
  if (kind === 'TRADE' && dto.replacesExecutionId !== undefined) {
    throw InvalidInputError.field(
      'kind',
      'kind',
      'kind: Expected CORRECTION or BUST together with replacesExecutionId',
    );
  }
}

function assertAmounts(dto: CreateFillDto, kind: FillKind, orderKey: string | null): void {
  if (dto.cumulativeQuantity !== undefined) {
    if (dto.averagePrice === undefined) {
      throw required('averagePrice', 'with cumulativeQuantity');
    }
    if (orderKey === null) {
      throw required(
        'venueOrderId',
        'or clientOrderId with cumulativeQuantity: the totals are those of an order',
      );
    }
    if (kind !== 'TRADE') {
      throw InvalidInputError.field(
        'cumulativeQuantity',
        'kind',
        'cumulativeQuantity: Expected quantity and price',
      );
    }
    return;
  }
  if (kind === 'BUST') {
    return;
  }
  if (dto.quantity === undefined) {
    throw required('quantity', 'unless cumulativeQuantity is given');
  }
  if (dto.price === undefined) {
    throw required('price', 'unless averagePrice is given');
  }
}

function cumulativeExecutionId(dto: CreateFillDto, cumulative: boolean, orderKey: string | null): string {
  if (!cumulative) {
    throw required('executionId', 'so that the fill is recorded once, however often it is sent');
  }
  const own = `order:${String(orderKey)}:${String(dto.cumulativeQuantity)}`;
  return own.length <= MAX_KEY ? own : `order:sha256-${createHash('sha256').update(own).digest('hex')}`;
}

function required(field: string, when: string): InvalidInputError {
  return InvalidInputError.field(field, 'required', `${field}: Expected a value ${when}`);
}
