import type { DatabaseTarget } from './database-url.js';

/** Everything about a connection that an operator may set; the defaults are in src/config. */
export interface DatabaseOptions {
  target: DatabaseTarget;
  /** Connections kept open. */
  poolSize: number;
  /** Connections that may be opened beyond `poolSize` under load and are closed again when idle. */
  poolOverflow: number;
  /** A connection older than this is replaced. */
  recycleSeconds: number;
  /** A connection idle for longer than this is tried with SELECT 1 before use. */
  prePingIdleMs: number;
  statementTimeoutMs: number;
  /** Statements slower than this are logged; 0 turns the log off. */
  slowQueryMs: number;
  connectAttempts: number;
  connectRetryMs: number;
}

export interface SlowQuery {
  sql: string;
  durationMs: number;
}

/** Where the database layer reports slow statements; the application connects it to its logger. */
export type SlowQueryListener = (query: SlowQuery) => void;
