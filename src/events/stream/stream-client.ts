import type { CloseReason } from './wire.js';

/** Bytes that may wait for a client before it is dropped and told to resume. */
export const MAX_QUEUED_BYTES = 8 * 1024 * 1024;
/** A replay waits until no more than this is queued. */
export const REPLAY_BYTES = 256 * 1024;

/** One connected reader, whatever its transport. */
export interface StreamClient {
  /** Sends or queues a message (JSON text) of this type; the transport drops a client whose queue grows too long. */
  send(message: string, type: string): void;
  /** Resolves when what was queued has left, so that a replay never fills the memory. */
  drained(): Promise<void>;
  close(reason: CloseReason): void;
  readonly isOpen: boolean;
}
