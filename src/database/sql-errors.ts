import { ConflictError, UnavailableError } from '../common/errors.js';

/** A unique index refused a row. Repositories turn it into their own answer; the rest see a conflict. */
export class UniqueViolationError extends ConflictError {
  constructor(readonly constraint: string) {
    super('already_exists', 'A record with the same key exists already');
  }
}

/** 40001 serialisation failure, 40P01 deadlock, 55P03 lock not available, 57014 timeout, 57P01…03 shutdown, 53300 slots. */
const PASSING_POSTGRES = new Set(['40001', '40P01', '55P03', '57P01', '57P02', '57P03', '53300']);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const LOST_CONNECTION =
  /connection terminated|connection error|not queryable|client was closed|timeout exceeded when trying to connect|database connection is not open|starting up|shutting down|recovery mode/i;

/** Translates a driver's error into one of ours; anything unknown is returned as it is, which makes it a bug (500). */
export function translateSqlError(error: unknown): Error {
  if (!(error instanceof Error)) {
    return new Error(String(error));
  }
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return new UniqueViolationError(constraint ?? error.message.replace(/^.*failed: /, ''));
  }
  if (code === '57014') {
    return new UnavailableError(
      'database_timeout',
      'The database took too long; the request may be sent again',
    );
  }
  if (isPassing(code) || LOST_CONNECTION.test(error.message)) {
    return new UnavailableError(
      'database_unavailable',
      'The database is not reachable just now; the request may be sent again',
    );
  }
  return error;
}

function isPassing(code: string | undefined): boolean {
  if (code === undefined) {
    return false;
  }
  return (
    PASSING_POSTGRES.has(code) ||
    NETWORK.has(code) ||
    code.startsWith('08') ||
    code === 'SQLITE_BUSY' ||
    code === 'SQLITE_FULL'
  );
}
