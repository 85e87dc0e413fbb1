import { Decimal, type DecimalText } from '../../common/decimal.js';
import { InvalidInputError } from '../../common/errors.js';
import type { Direction } from './vocabulary.js';

export interface Levels {
  direction: Direction;
  entry: DecimalText;
  stopLoss?: DecimalText | null;
  takeProfit?: DecimalText | null;
}

/** A long's stop lies below its entry and its target above; a short's the other way round. Throws InvalidInputError. */
export function assertLevels({ direction, entry, stopLoss, takeProfit }: Levels): void {
  if (stopLoss !== undefined && stopLoss !== null) {
    assertSide({ field: 'stopLoss', level: stopLoss, side: direction === 'LONG' ? 'below' : 'above', entry });
  }
  if (takeProfit !== undefined && takeProfit !== null) {
    assertSide({
      field: 'takeProfit',
      level: takeProfit,
      side: direction === 'LONG' ? 'above' : 'below',
      entry,
    });
  }
}

interface SideRule {
  field: string;
  level: DecimalText;
  side: 'above' | 'below';
  entry: DecimalText;
}

function assertSide({ field, level, side, entry }: SideRule): void {
  const difference = new Decimal(level).minus(entry);
  const isRight = side === 'above' ? difference.gt(0) : difference.lt(0);
  if (!isRight) {
    throw InvalidInputError.field(
      field,
      'wrong_side',
      `${field}: Expected a level ${side} the entry ${entry}, was ${level}`,
    );
  }
}
