import { BlotterError } from '../common/errors.js';
import { maskSecret } from '../database/database-url.js';

/** A command cannot do what it was asked for. The message is for the operator; the exit code becomes 1. */
export class CliFailure extends Error {}

/** One line without secrets. Node reports a refused connection to several addresses as an error without a message. */
export function reasonOf(error: unknown): string {
  const { message, errors } = (error ?? {}) as { message?: string; errors?: { message?: string }[] };
  const text =
    message === undefined || message === '' ? errors?.map((inner) => inner.message).join(', ') : message;
  const code = error instanceof BlotterError ? ` (${error.code})` : '';
  return oneLine(maskSecret(text ?? String(error))) + code;
}

export function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
