import type { NewEvent } from '../events/event-payloads.js';
import type { Trade } from './persistence/trade.entity.js';
import { tradeView } from './trade-view.js';

/** Announces a trade as it is now, and which fields an edit changed. */
export function tradeEvent(trade: Trade, account: string, changed?: readonly string[]): NewEvent {
  return {
    type: 'trade_execution',
    symbol: trade.symbol,
    data: { trade: tradeView(trade, account), ...(changed === undefined ? {} : { changed }) },
  };
}
