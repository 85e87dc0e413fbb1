import { type DecimalText } from '../../common/decimal.js';
import { type Action, actionOf, sideOf } from './action-words.js';
import { type PositionSide } from './intake.js';
import { type MarketPosition, planSteps, reversal, type Step } from './market-position.js';
import { type MessageReader, quoted } from './message-reader.js';

// `action` comes before `side`: in { action: "exit", side: "long" } the side says what to leave, not what to open.
const ACTION_KEYS = ['action', 'order_action', 'strategy.order.action', 'side'];
const POSITION_KEYS = [
  'strategy_info.market_position',
  'market_position',
  'strategy.market_position',
  'sentiment',
];
const PREVIOUS_KEYS = [
  'strategy_info.prev_market_position',
  'prev_market_position',
  'strategy.prev_market_position',
];
const SIZE_KEYS = [
  'strategy_info.market_position_size',
  'market_position_size',
  'strategy.market_position_size',
];
const CLOSE_SIDE_KEYS = ['closeSide', 'close_side'];
/** PineConnector's "closelongsell" and "closeshortbuy". */
const CLOSE_AND_OPEN = /^close(long|short)(buy|sell)$/;

/** What the message asks for, as one or two steps; empty with an error when that cannot be told. */
export function readSteps(reader: MessageReader): Step[] {
  const word = reader.identifier('action', ACTION_KEYS);
  const position = readPosition(reader);
  const both = CLOSE_AND_OPEN.exec(word?.toLowerCase() ?? '');
  if (both) {
    return closeAndOpen(both);
  }
  const action = readAction(reader, word, position);
  if (action === null) {
    return [];
  }
  const steps = planSteps(action, position);
  if (steps === null) {
    const now = position.now === 'LONG' ? 'long' : 'short';
    reader.fail(
      'action',
      'contradiction',
      `Expected an action that leads from flat to ${now}, was ${quoted(word ?? '')}`,
    );
  }
  return steps ?? [];
}

/** The opener's order has its own size, since the close is separate from it. */
function closeAndOpen([, closed, opened]: RegExpExecArray): Step[] {
  const side: PositionSide = closed?.toLowerCase() === 'long' ? 'LONG' : 'SHORT';
  const [close, open] = reversal(side, 'order');
  const signalType = opened === 'buy' ? 'BUY' : 'SELL';
  return close && open ? [close, { ...open, signalType }] : [];
}

function readAction(reader: MessageReader, word: string | null, position: MarketPosition): Action | null {
  const closeSide = sideOf(reader.label(CLOSE_SIDE_KEYS) ?? '');
  const action = word === null || isAdd(word) ? impliedAction(position) : actionOf(word);
  if (action !== null) {
    return action.signalType === 'CLOSE' ? { ...action, closeSide: action.closeSide ?? closeSide } : action;
  }
  if (word === null) {
    // A faulty action has already been reported.
    if (!reader.hasFailed('action')) {
      reader.fail('action', 'required', 'Expected an action (action, side or order_action), was missing');
    }
  } else if (isAdd(word)) {
    reader.fail(
      'sentiment',
      'required',
      'Expected sentiment long or short with the action "add", was missing',
    );
  } else {
    reader.fail('action', 'one_of', `Expected an action such as buy, sell or close, was ${quoted(word)}`);
  }
  return null;
}

/** TradersPost's "add" enlarges the position, whichever side it is on. */
function isAdd(word: string): boolean {
  return word.toLowerCase() === 'add';
}

function impliedAction({ now }: MarketPosition): Action | null {
  return now === null ? null : actionOf(now);
}

function readPosition(reader: MessageReader): MarketPosition {
  return {
    now: readPositionWord(reader, 'marketPosition', POSITION_KEYS),
    previous: readPositionWord(reader, 'previousMarketPosition', PREVIOUS_KEYS),
    size: readSize(reader),
  };
}

function readPositionWord(
  reader: MessageReader,
  field: string,
  keys: string[],
): PositionSide | 'FLAT' | null {
  const word = reader.label(keys);
  if (word === null) {
    return null;
  }
  const side = word.toLowerCase() === 'flat' ? 'FLAT' : sideOf(word);
  if (side === null) {
    reader.fail(field, 'one_of', `Expected a position of long, short or flat, was ${quoted(word)}`);
  }
  return side;
}

/** 0 goes with "flat" and says nothing more. */
function readSize(reader: MessageReader): DecimalText | null {
  const size = reader.decimal('marketPositionSize', SIZE_KEYS);
  return size === '0' ? null : size;
}
