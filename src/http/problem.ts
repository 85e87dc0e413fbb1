import { BlotterError, type FieldError } from '../common/errors.js';

/** RFC 9457 problem details, the one shape of every error over HTTP, WebSocket and the command line. */
export interface Problem {
  /** Relative to the documentation: "/docs/errors#validation_failed". */
  type: string;
  title: string;
  status: number;
  /** Stable and listed in docs/errors.md. */
  code: string;
  detail: string;
  errors?: FieldError[];
  requestId?: string;
  [extra: string]: unknown;
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request too large',
  415: 'Unsupported media type',
  422: 'Invalid input',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Temporarily unavailable',
};

export function makeProblem(status: number, code: string, detail: string): Problem {
  return {
    type: `/docs/errors#${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
  };
}

/** Codes of the errors that the web framework raises before our code runs. */
const FRAMEWORK_CODES: Record<number, string> = {
  400: 'malformed_request',
  404: 'route_not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  414: 'malformed_request',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  431: 'malformed_request',
};

/** What a caller may see of an error. An unexpected one keeps its internals to itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof BlotterError) {
    return {
      ...makeProblem(error.status, error.code, error.message),
      ...(error.details.fields === undefined ? {} : { errors: error.details.fields }),
      ...error.details.extra,
    };
  }
  const status = frameworkStatus(error);
  if (status !== null && status < 500) {
    const detail = error instanceof Error ? error.message : 'The request could not be read';
    return makeProblem(status, FRAMEWORK_CODES[status] ?? 'malformed_request', detail);
  }
  return makeProblem(
    500,
    'internal_error',
    'Something went wrong on our side; the request id finds it in the log',
  );
}

/** Fastify's errors carry `statusCode`, Nest's carry `getStatus()`. */
function frameworkStatus(error: unknown): number | null {
  const { statusCode, getStatus } = (error ?? {}) as { statusCode?: unknown; getStatus?: () => number };
  if (typeof getStatus === 'function') {
    return getStatus.call(error);
  }
  return typeof statusCode === 'number' ? statusCode : null;
}
