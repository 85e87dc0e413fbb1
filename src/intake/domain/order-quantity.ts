import { type DecimalText } from '../../common/decimal.js';
import { type MessageReader, quoted } from './message-reader.js';

const QUANTITY_KEYS = [
  'qty',
  'quantity',
  'contracts',
  'order_contracts',
  'strategy.order.contracts',
  'volume',
  'lots',
  'order.amount',
];
const UNIT_KEYS = ['quantityType', 'quantity_type', 'order.currency_type', 'amountPerTradeType'];
/** TradersPost, 3Commas and WunderTrading for "this many units of the instrument". */
const WHOLE_UNITS = ['fixed_quantity', 'base', 'contracts'];

/**
 * The quantity of the order, fractions kept. An amount of money or a percentage is refused rather than read as a number
 * of contracts or dropped: both would trade a size that nobody asked for.
 */
export function readQuantity(reader: MessageReader): DecimalText | null {
  const quantity = reader.positiveDecimal('quantity', QUANTITY_KEYS);
  const unit = reader.label(UNIT_KEYS);
  if (quantity !== null && unit !== null && !WHOLE_UNITS.includes(unit.toLowerCase())) {
    reader.fail(
      'quantity',
      'unit',
      `Expected a quantity in ${WHOLE_UNITS.join(', ')}, was in ${quoted(unit)}`,
    );
    return null;
  }
  return quantity;
}
