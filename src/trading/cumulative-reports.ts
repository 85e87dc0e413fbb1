import { Injectable } from '@nestjs/common';
import { Decimal, type DecimalText, toMoney, toPrice, toText, ZERO } from '../common/decimal.js';
import { InvalidInputError } from '../common/errors.js';
import type { FillBatch } from './fill-batch.js';
import type { FillAmounts } from './fill-row.js';
import type { Fill } from './persistence/fill.entity.js';
import { FillRepository, type OrderIds } from './persistence/fill.repository.js';
import type { PreparedFill } from './prepared-fill.js';

/**
 * Turns an order's totals into the increment since the report before. The totals so far come from the recorded fills,
 * so a restart in between changes nothing, and a report that was overtaken by a later one adds nothing.
 */
@Injectable()
export class CumulativeReports {
  constructor(private readonly fills: FillRepository) {}

  /** What the fill added, or `covered` when a later report already contains it. */
  async amountsOf(
    batch: FillBatch,
    item: PreparedFill,
    replaced: Fill | null,
  ): Promise<FillAmounts | 'covered'> {
    const { dto } = item;
    if (!item.cumulative) {
      return {
        // A bust takes the place of the execution that it cancels.
        quantity: dto.quantity ?? replaced?.quantity ?? '0',
        price: dto.price ?? replaced?.price ?? '0',
        commission: dto.commission ?? '0',
        swap: dto.swap ?? '0',
        fees: dto.fees ?? '0',
      };
    }
    const earlier = await this.#orderFills(batch, item);
    const quantity = new Decimal(dto.cumulativeQuantity ?? 0).minus(
      sum(earlier, (fill) => new Decimal(fill.quantity)),
    );
    if (!quantity.isPositive() || quantity.isZero()) {
      return 'covered';
    }
    return {
      quantity: toText(quantity),
      price: incrementPrice(item, earlier, quantity),
      ...costs(item, earlier),
    };
  }

  /** The fill that a covered report repeats. */
  async latestOfOrder(batch: FillBatch, item: PreparedFill): Promise<Fill> {
    const latest = (await this.#orderFills(batch, item)).at(-1);
    if (latest === undefined) {
      throw new Error(`Expected order ${String(item.orderKey)} to have fills`);
    }
    return latest;
  }

  /** The venue's id may be known from the second report on only: follow both names until no new one turns up. */
  async #namedLike(batch: FillBatch, ids: OrderIds): Promise<Fill[]> {
    const fills = await this.fills.findByOrder(batch.tx, batch.account.accountId, ids);
    const wider = idsOf([
      ...fills,
      ...ids.venueOrderIds.map((venueOrderId) => ({ venueOrderId })),
      ...ids.clientOrderIds.map((clientOrderId) => ({ clientOrderId })),
    ]);
    const isSame =
      wider.venueOrderIds.length === ids.venueOrderIds.length &&
      wider.clientOrderIds.length === ids.clientOrderIds.length;
    return isSame ? fills : this.#namedLike(batch, wider);
  }

  async #orderFills(batch: FillBatch, item: PreparedFill): Promise<Fill[]> {
    batch.flush();
    const fills = await this.#namedLike(batch, idsOf([item.dto]));
    const other = fills.find((fill) => fill.symbol !== item.instrument.symbol || fill.side !== item.dto.side);
    if (other !== undefined) {
      throw InvalidInputError.field(
        'venueOrderId',
        'same_order',
        `venueOrderId: Expected the symbol and side of the order's earlier fills, ${other.symbol} ${other.side}`,
      );
    }
    return fills.filter((fill) => fill.kind !== 'BUST');
  }
}

interface Named {
  venueOrderId?: string | null;
  clientOrderId?: string | null;
}

function idsOf(named: readonly Named[]): OrderIds {
  return {
    venueOrderIds: [...new Set(named.flatMap(({ venueOrderId }) => venueOrderId ?? []))],
    clientOrderIds: [...new Set(named.flatMap(({ clientOrderId }) => clientOrderId ?? []))],
  };
}

/** (total notional − earlier notional) ÷ increment. Rounding of a broker's average evens out with the next report. */
function incrementPrice({ dto }: PreparedFill, earlier: readonly Fill[], quantity: Decimal): DecimalText {
  const total = new Decimal(dto.cumulativeQuantity ?? 0).times(dto.averagePrice ?? 0);
  const before = sum(earlier, (fill) => new Decimal(fill.quantity).times(fill.price));
  return toPrice(total.minus(before).div(quantity));
}

/** Costs of a cumulative report are the order's totals so far, too. */
function costs(
  { dto }: PreparedFill,
  earlier: readonly Fill[],
): Pick<FillAmounts, 'commission' | 'swap' | 'fees'> {
  const increment = (field: 'commission' | 'swap' | 'fees'): DecimalText => {
    const stated = dto[field];
    return stated === undefined
      ? '0'
      : toMoney(new Decimal(stated).minus(sum(earlier, (fill) => new Decimal(fill[field]))));
  };
  return { commission: increment('commission'), swap: increment('swap'), fees: increment('fees') };
}

function sum(fills: readonly Fill[], of: (fill: Fill) => Decimal): Decimal {
  return fills.reduce((total, fill) => total.plus(of(fill)), ZERO);
}
