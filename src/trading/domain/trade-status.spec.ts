import { describe, expect, it } from '@jest/globals';
import { assertMove } from './trade-status.js';
import { TRADE_STATUSES } from './vocabulary.js';

const LEGAL = ['PENDING OPEN', 'PENDING CANCELLED', 'PENDING FAILED', 'OPEN CLOSED'];
const MOVES = TRADE_STATUSES.flatMap((from) => TRADE_STATUSES.map((to) => [from, to] as const));

describe('a trade', () => {
  it.each(MOVES.filter(([from, to]) => from === to || LEGAL.includes(`${from} ${to}`)))(
    'may go from %s to %s',
    (from, to) => {
      expect(() => assertMove(from, to)).not.toThrow();
    },
  );

  it.each(MOVES.filter(([from, to]) => from !== to && !LEGAL.includes(`${from} ${to}`)))(
    'may not go from %s to %s',
    (from, to) => {
      expect(() => assertMove(from, to)).toThrow(expect.objectContaining({ code: 'illegal_status_move' }));
    },
  );
});
