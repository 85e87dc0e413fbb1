import { ConflictError } from '../../common/errors.js';
import type { TradeStatus } from './vocabulary.js';

/** Where a trade may go from each status. CLOSED is reached through a close alone; the last three are final. */
const MOVES: Record<TradeStatus, readonly TradeStatus[]> = {
  PENDING: ['OPEN', 'CANCELLED', 'FAILED'],
  OPEN: ['CLOSED'],
  CLOSED: [],
  CANCELLED: [],
  FAILED: [],
};

/** Throws `illegal_status_move`. Staying where it is, is no move. */
export function assertMove(from: TradeStatus, to: TradeStatus): void {
  if (from !== to && !MOVES[from].includes(to)) {
    const legal = MOVES[from].length === 0 ? 'no other status' : MOVES[from].join(' or ');
    throw new ConflictError('illegal_status_move', `Expected a ${from} trade to become ${legal}, was ${to}`, {
      fields: [{ field: 'status', rule: 'illegal_status_move', message: `${from} cannot become ${to}` }],
    });
  }
}
