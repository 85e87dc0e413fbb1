import type { CloseReason } from './wire.js';

/** One connected reader, whatever its transport. */
export interface StreamClient {
  /** Sends or queues a message (JSON text) of this type; the transport drops a client whose queue grows too long. */
  send(message: string, type: string): void;
  /** Resolves when what was queued has left, so that a replay never fills the memory. */
  drained(): Promise<void>;
  close(reason: CloseReason): void;
  readonly isOpen: boolean;
}
