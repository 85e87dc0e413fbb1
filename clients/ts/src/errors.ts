/** RFC 9457, as every door of Blotter answers it; `code` is stable and listed in docs/errors.md. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId?: string;
  errors?: { field: string; rule: string; message: string }[];
  [further: string]: unknown;
}

/** The stream has ended for good: the server refused, and the same attempt would be refused again. */
export class StreamError extends Error {
  override readonly name = 'StreamError';

  constructor(
    message: string,
    /** The problem's code, or `closed_4401` and its like when the server only closed the connection. */
    readonly code: string,
    readonly problem: Problem | null = null,
  ) {
    super(message);
  }

  static of(problem: Problem): StreamError {
    return new StreamError(problem.detail, problem.code, problem);
  }
}

/** A failure that passes: the database is away, the rate limit is reached, a proxy stumbles. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}
