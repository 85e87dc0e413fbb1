/** Requests with every mandatory field filled in, so that a test states only the field that matters. */

/** A Monday, 14:30:00 UTC, as an instant `seconds` later. */
export function at(seconds: number): string {
  const micros = String(Math.round((seconds % 1) * 1e6)).padStart(6, '0');
  return `${new Date(START + Math.floor(seconds) * 1000).toISOString().slice(0, 19)}.${micros}Z`;
}

const START = Date.parse('2025-06-02T14:30:00Z');

let last = 0;

/** A key that no other record of the test run has. */
export function unique(prefix: string): string {
  last += 1;
  return `${prefix}-${last}`;
}

type Fields = Record<string, unknown>;
type Request = Fields & { account: string };

/** BUY 1 MNQ at 15000, whose point is worth $2 and whose tick is 0.25. */
export function aFill(fields: Request): Request {
  return {
    executionId: unique('exec'),
    symbol: 'MNQ',
    side: 'BUY',
    quantity: '1',
    price: '15000',
    occurredAt: at(0),
    ...fields,
  };
}

/** BUY MNQ at 15000. */
export function aSignal(fields: Request): Request {
  return {
    clientSignalId: unique('signal'),
    symbol: 'MNQ',
    signalType: 'BUY',
    timestamp: at(0),
    price: '15000',
    strategy: 'VWAP Pullback',
    ...fields,
  };
}

/** LONG 1 MNQ, entered at 15000 and still open. */
export function aTrade(fields: Request): Request {
  return {
    clientTradeId: unique('trade'),
    symbol: 'MNQ',
    direction: 'LONG',
    quantity: '1',
    entryPrice: '15000',
    entryTime: at(0),
    ...fields,
  };
}

/** As `aTrade`, and over at 15010 a minute later: +10 points, $20. */
export function aClosedTrade(fields: Request): Request {
  return aTrade({ exitPrice: '15010', exitTime: at(60), ...fields });
}

export function aSnapshot(fields: Request): Request {
  return {
    clientSnapshotId: unique('snapshot'),
    balance: '50000',
    equity: '50000',
    snapshotTime: at(0),
    ...fields,
  };
}

/** A netting account in dollars whose day is UTC. */
export function anAccount(fields: Fields = {}): Request {
  return { account: unique('account'), name: 'Test account', currency: 'USD', ...fields };
}
