import { type DecimalText } from '../../common/decimal.js';
import { type Action } from './action-words.js';
import { type IntakeSignalType, type PositionSide } from './intake.js';

/** The strategy's position after its order, and before it, as far as the message says. */
export interface MarketPosition {
  now: PositionSide | 'FLAT' | null;
  previous: PositionSide | 'FLAT' | null;
  /** Size after the order. */
  size: DecimalText | null;
}

/** One signal to come out of a message. */
export interface Step {
  signalType: IntakeSignalType;
  closeSide: PositionSide | null;
  /** "order": the order's own quantity. Otherwise a given one, null being the whole position or the sizer's choice. */
  quantity: 'order' | { exactly: DecimalText | null };
}

const WHOLE = { exactly: null };

/**
 * What an order means in the light of the positions around it. A strategy's "sell" alone is ambiguous: it ends a long,
 * reduces one, opens a short, or does the first and the last at once.
 *
 * | previous | now | action | means |
 * |---|---|---|---|
 * | any | flat | any | close everything |
 * | long | short | any | close the long, then SELL |
 * | long or unknown | long | sell | close a part of the long |
 * | flat | long | sell | null: the message contradicts itself |
 * | otherwise | | | the action itself |
 */
export function planSteps(action: Action, position: MarketPosition): Step[] | null {
  const { now, previous } = position;
  const held = previous === 'FLAT' ? null : previous;
  if (now === 'FLAT') {
    return [{ signalType: 'CLOSE', closeSide: held ?? action.closeSide, quantity: WHOLE }];
  }
  if (now !== null && held !== null && held !== now) {
    return reversal(held, { exactly: position.size });
  }
  const asked: Step = { ...action, quantity: 'order' };
  const opens = openedSide(action.signalType);
  if (opens === null || now === null || opens === now) {
    return [asked];
  }
  return previous === 'FLAT' ? null : [{ signalType: 'CLOSE', closeSide: now, quantity: 'order' }];
}

/**
 * Closes one side and opens the other. The opener takes the size of the new position and never the order's quantity:
 * TradingView's order of a reversal also contains the contracts that end the old position.
 */
export function reversal(from: PositionSide, quantity: Step['quantity']): Step[] {
  return [
    { signalType: 'CLOSE', closeSide: from, quantity: WHOLE },
    { signalType: from === 'LONG' ? 'SELL' : 'BUY', closeSide: null, quantity },
  ];
}

export function openedSide(signalType: IntakeSignalType): PositionSide | null {
  return signalType === 'BUY' ? 'LONG' : signalType === 'SELL' ? 'SHORT' : null;
}
