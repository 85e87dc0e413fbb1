/** The words of a trade's life. Each array feeds the type, the request validation, the OpenAPI document and the CHECK. */

/** Position side. */
export const DIRECTIONS = ['LONG', 'SHORT'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Order side. */
export const SIDES = ['BUY', 'SELL'] as const;
export type Side = (typeof SIDES)[number];

export const SIGNAL_TYPES = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const;
export type SignalType = (typeof SIGNAL_TYPES)[number];

export const TRADE_STATUSES = ['PENDING', 'OPEN', 'CLOSED', 'CANCELLED', 'FAILED'] as const;
export type TradeStatus = (typeof TRADE_STATUSES)[number];

export const WIN_LOSS = ['Win', 'Loss', 'Breakeven'] as const;
export type WinLoss = (typeof WIN_LOSS)[number];

/** A plain execution, a broker's correction of one, or its cancellation ("bust"). */
export const FILL_KINDS = ['TRADE', 'CORRECTION', 'BUST'] as const;
export type FillKind = (typeof FILL_KINDS)[number];

/** Whether a trade is derived from fills or was reported whole. */
export const TRADE_ORIGINS = ['FILLS', 'REPORTED'] as const;
export type TradeOrigin = (typeof TRADE_ORIGINS)[number];

export const SIGNAL_SOURCES = ['api', 'tradingview', 'mt5', 'generic', 'engine'] as const;
export type SignalSource = (typeof SIGNAL_SOURCES)[number];

/** +1 for LONG, −1 for SHORT: the sign of a price move that earns money. */
export function signOf(direction: Direction): 1 | -1 {
  return direction === 'LONG' ? 1 : -1;
}

/** The direction of the position that an order of this side opens. */
export function directionOf(side: Side): Direction {
  return side === 'BUY' ? 'LONG' : 'SHORT';
}
