/**
 * The three error families. `user` is the caller's to mend (4xx), `operational` passes by itself and may be retried
 * (503), and everything else is a bug (500). Every error has a stable code, listed in docs/errors.md.
 */
export type ErrorFamily = 'user' | 'operational';

/** One thing that is wrong with one field of a request. */
export interface FieldError {
  /** Path of the field, for example "stopLoss" or "items[3].price". */
  field: string;
  /** Name of the rule that it breaks, for example "decimal". */
  rule: string;
  message: string;
}

export interface ErrorDetails {
  fields?: FieldError[];
  /** Further members of the problem document. */
  extra?: Record<string, unknown>;
}

export abstract class BlotterError extends Error {
  abstract readonly family: ErrorFamily;
  abstract readonly status: number;

  constructor(
    readonly code: string,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }
}

abstract class UserError extends BlotterError {
  readonly family = 'user';
}

/** The request is well-formed, and its content breaks a rule. */
export class InvalidInputError extends UserError {
  readonly status = 422;

  static field(field: string, rule: string, message: string): InvalidInputError {
    return new InvalidInputError('validation_failed', message, { fields: [{ field, rule, message }] });
  }
}

/** The request itself cannot be read. */
export class BadRequestError extends UserError {
  readonly status = 400;
}

export class UnauthorizedError extends UserError {
  readonly status = 401;
}

export class ForbiddenError extends UserError {
  readonly status = 403;
}

export class NotFoundError extends UserError {
  readonly status = 404;
}

export class ConflictError extends UserError {
  readonly status = 409;
}

/** It was there once. */
export class GoneError extends UserError {
  readonly status = 410;
}

export class TooLargeError extends UserError {
  readonly status = 413;
}

export class TooManyRequestsError extends UserError {
  readonly status = 429;
}

/** A dependency is away for now; the same request may be sent again. */
export class UnavailableError extends BlotterError {
  readonly family = 'operational';
  readonly status = 503;
}
