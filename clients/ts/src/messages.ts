import type { EventPayloads } from './event-payloads.js';
import type { Problem } from './errors.js';

export type EventType = keyof EventPayloads;

/** Number of the last event per account. */
export type Cursors = Record<string, number>;

/** A fact of an account, numbered 1, 2, 3 … without a gap and in commit order. Switch on `type` to narrow `data`. */
export type StreamEvent<Type extends EventType = EventType> = {
  [Each in Type]: {
    type: Each;
    seq: number;
    account: string;
    timestamp: string;
    data: EventPayloads[Each];
  };
}[Type];

/**
 * The log no longer reaches back to `since`. Read the present state from the paths of `state`, then go on: the next event
 * of the account is the one behind `current`.
 */
export interface ResyncRequired {
  type: 'resync_required';
  account: string;
  since: number;
  /** The oldest event that is still kept; null when none is. */
  oldest: number | null;
  current: number;
  state: string[];
  timestamp: string;
}

/** What the stream hands over. */
export type StreamMessage<Type extends EventType = EventType> = StreamEvent<Type> | ResyncRequired;

/** What the server says; unknown types are passed over, so that an older client outlives a newer server. */
export type ServerMessage =
  | { type: 'connected'; version: string; accounts: Cursors; message: string; timestamp: string }
  | {
      type: 'subscribed';
      accounts: Cursors;
      types: string[] | null;
      symbols: string[] | null;
      timestamp: string;
    }
  | { type: 'heartbeat'; accounts: Cursors; timestamp: string }
  | { type: 'error'; problem: Problem; timestamp: string }
  | ResyncRequired
  | StreamEvent;

export function isEvent(message: ServerMessage): message is StreamEvent {
  return 'seq' in message;
}
