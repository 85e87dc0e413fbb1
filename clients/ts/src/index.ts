export type { CursorStore } from './cursor-store.js';
export { type Problem, StreamError } from './errors.js';
export type * from './event-payloads.js';
export type { Cursors, EventType, ResyncRequired, StreamEvent, StreamMessage } from './messages.js';
export type { StreamOptions, StreamState, Timing } from './options.js';
export { type EventPage, type EventQuery, type RestOptions, StreamRest, type Ticket } from './rest.js';
export { BlotterStream } from './stream.js';
export type { WebSocketConstructor, WebSocketLike } from './web-socket.js';
