import { snakeCase } from '../../common/case.js';
import { Decimal, type DecimalText, toText } from '../../common/decimal.js';
import { signOf } from '../../trading/domain/vocabulary.js';
import type { Column } from './column.js';
import { type ExportedTrade, TRADE_FIELDS, type TradeField, type TradeRow } from './trade-fields.js';

export type TradeColumn = Column<TradeRow>;

/** A property of the trade under a header of the specification. */
export function field(header: string, property: TradeField): TradeColumn {
  return { header, kind: TRADE_FIELDS[property], needs: [property], value: ({ trade }) => trade[property] };
}

/** A property of the trade under its own name, in snake_case: `plAmountNet` is `pl_amount_net`. */
export function own(property: TradeField): TradeColumn {
  return field(snakeCase(property), property);
}

/** "Long" or "Short", as the specification spells it. */
export function side(header: string): TradeColumn {
  return {
    header,
    kind: 'text',
    needs: ['direction'],
    value: ({ trade }) => (trade.direction === 'LONG' ? 'Long' : 'Short'),
  };
}

/** The stop that was planned: the first one stated, which later stop moves leave alone. */
export function plannedStop(header: string): TradeColumn {
  return {
    header,
    kind: 'price',
    needs: ['initialStopLoss', 'stopLoss'],
    value: ({ trade }) => trade.initialStopLoss ?? trade.stopLoss,
  };
}

export function plannedTarget(header: string): TradeColumn {
  return {
    header,
    kind: 'price',
    needs: ['initialTakeProfit', 'takeProfit'],
    value: ({ trade }) => trade.initialTakeProfit ?? trade.takeProfit,
  };
}

/** Points won or lost: (exit − entry) × 1 for LONG, × −1 for SHORT. Short from 15020.25 to 15010 is 10.25. */
export function resultPoints(header: string): TradeColumn {
  return {
    header,
    kind: 'price',
    needs: ['entryPrice', 'exitPrice', 'direction'],
    value: ({ trade }) => pointsOf(trade),
  };
}

function pointsOf({ entryPrice, exitPrice, direction }: ExportedTrade): DecimalText | null {
  if (entryPrice === null || exitPrice === null) {
    return null;
  }
  return toText(new Decimal(exitPrice).minus(entryPrice).times(signOf(direction)));
}
