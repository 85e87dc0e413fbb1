import { type IntakeSignalType, type PositionSide } from './intake.js';

/** What a sender asks for, before the market position that it also sent is taken into account. */
export interface Action {
  signalType: IntakeSignalType;
  closeSide: PositionSide | null;
}

/**
 * The platforms' words, without case, blanks, hyphens and underscores. Pending orders (buystop …) are BUY or SELL: an
 * intake signal says what to do, the order type is the executor's. A cancellation opens nothing, hence HOLD.
 */
const WORDS: readonly (readonly [Action, readonly string[]])[] = [
  [
    { signalType: 'BUY', closeSide: null },
    ['buy', 'long', 'enterlong', 'openlong', 'bullish', 'buystop', 'buylimit'],
  ],
  [
    { signalType: 'SELL', closeSide: null },
    ['sell', 'short', 'entershort', 'openshort', 'bearish', 'sellstop', 'selllimit'],
  ],
  [
    { signalType: 'CLOSE', closeSide: null },
    ['close', 'exit', 'flat', 'flatten', 'closeall', 'exitall', 'closelongshort', 'closeposition'],
  ],
  [{ signalType: 'CLOSE', closeSide: 'LONG' }, ['closelong', 'exitlong', 'closebuy']],
  [{ signalType: 'CLOSE', closeSide: 'SHORT' }, ['closeshort', 'exitshort', 'closesell']],
  [{ signalType: 'HOLD', closeSide: null }, ['hold', 'wait', 'none', 'cancel', 'cancellong', 'cancelshort']],
];

const ACTIONS = new Map(WORDS.flatMap(([action, words]) => words.map((word) => [word, action] as const)));

/** The action that a word stands for, or null: "modify", "breakeven" and the like are not signals. */
export function actionOf(word: string): Action | null {
  return ACTIONS.get(squeezed(word)) ?? null;
}

/** LONG for "buy", "long" or "bullish", SHORT for their opposites, null for the rest. */
export function sideOf(word: string): PositionSide | null {
  const signalType = actionOf(word)?.signalType;
  return signalType === 'BUY' ? 'LONG' : signalType === 'SELL' ? 'SHORT' : null;
}

function squeezed(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, '');
}
