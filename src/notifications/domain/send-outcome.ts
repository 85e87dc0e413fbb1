/** What became of one request to a target. */
export type SendOutcome =
  | { kind: 'answered'; status: number; retryAfter: string | undefined }
  /** No answer: the reason in a few words, never a URL or a body. */
  | { kind: 'failed'; error: string }
  /** We are stopping; it says nothing about the target. */
  | { kind: 'cancelled' };

export function isDelivered(outcome: SendOutcome): boolean {
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
}

export function statusOf(outcome: SendOutcome): number | null {
  return outcome.kind === 'answered' ? outcome.status : null;
}

/** Why it counts as failed; null when it was delivered. */
export function errorOf(outcome: SendOutcome): string | null {
  if (isDelivered(outcome)) {
    return null;
  }
  switch (outcome.kind) {
    case 'answered':
      return outcome.status >= 300 && outcome.status < 400
        ? `Expected a 2xx answer, was ${outcome.status}: redirects are not followed`
        : `Expected a 2xx answer, was ${outcome.status}`;
    case 'failed':
      return outcome.error;
    case 'cancelled':
      return 'Cancelled: the server stopped';
  }
}
