import { InvalidInputError } from '../common/errors.js';
import { invalidInput, readDto } from '../http/read-dto.js';
import { CreateSignalDto } from '../trading/signals.dto.js';
import type { IntakeSignal } from './domain/intake.js';

/** Texts that only describe are cut to what their column holds: they are no reason to lose an order. */
const LONGEST = { strategy: 100, timeframe: 20, reason: 4000 };
/** Control characters and halves of surrogate pairs, which a cut may leave behind. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu;

/**
 * An alert's signal as a request to record it, checked like every other one. All of its errors are known before the
 * first signal of a reversal is recorded.
 */
export function signalRequest(
  signal: IntakeSignal,
  account: string,
  clientSignalId: string,
): CreateSignalDto {
  const { signalType, price } = signal;
  if (price === null && (signalType === 'BUY' || signalType === 'SELL')) {
    throw InvalidInputError.field(
      'price',
      'required',
      `price: Expected a price for ${signalType}, was missing`,
    );
  }
  const read = readDto(CreateSignalDto, {
    account,
    clientSignalId,
    symbol: signal.symbol,
    signalType,
    timestamp: signal.timestamp,
    price,
    stopLoss: signal.stopLoss,
    takeProfit: signal.takeProfit,
    quantity: signal.quantity,
    confidence: signal.confidence,
    strategy: cut(signal.strategy, LONGEST.strategy),
    timeframe: cut(signal.timeframe, LONGEST.timeframe),
    reason: cut(reasonOf(signal), LONGEST.reason),
  });
  if (!read.ok) {
    throw invalidInput(read.errors);
  }
  return read.value;
}

/** The side to close and the sender's order id have no column of their own. */
function reasonOf({ closeSide, orderId, reason }: IntakeSignal): string {
  const parts = [
    closeSide === null ? null : `close ${closeSide.toLowerCase()}`,
    orderId === null ? null : `order ${orderId}`,
    reason,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

function cut(text: string | null, longest: number): string | null {
  const clean = (text ?? '').slice(0, longest).replace(UNPRINTABLE, ' ').trim();
  return clean === '' ? null : clean;
}
