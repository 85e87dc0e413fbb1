export class StreamTicketView {
  /** Opens one stream: `/ws?ticket=…` or `/api/events/stream?ticket=…`. */
  ticket: string;
  /** 30 seconds after it was issued. */
  expiresAt: string;
}
