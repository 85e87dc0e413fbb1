/** What a key may do. `admin` includes everything; the others include `read` only where a route says so. */
export const SCOPES = ['read', 'record', 'trade', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];
