import { InvalidInputError } from '../../common/errors.js';

/**
 * Where a reader of several accounts stands: `demo:41,other:7`. It is the `id` of each Server-Sent Event, so that a browser
 * sends it back as `Last-Event-ID` by itself. Slugs hold neither `:` nor `,`.
 */
export function encodePosition(cursors: Readonly<Record<string, number>>): string {
  return Object.entries(cursors)
    .map(([account, seq]) => `${account}:${seq}`)
    .join(',');
}

const ENTRY = /^([a-z0-9][a-z0-9_-]*):(\d{1,15})$/;

/** Throws `validation_failed`. A number alone is the position in `only`, the single account that is asked for. */
export function decodePosition(text: string, only: string | null): Map<string, number> {
  if (only !== null && /^\d{1,15}$/.test(text)) {
    return new Map([[only, Number(text)]]);
  }
  return new Map(
    text.split(',').map((entry) => {
      const [, account, seq] = ENTRY.exec(entry) ?? [];
      if (account === undefined || seq === undefined) {
        throw InvalidInputError.field(
          'since',
          'since',
          `since: Expected account:number of each account, such as "demo:41,other:7", was "${text.slice(0, 60)}"`,
        );
      }
      return [account, Number(seq)];
    }),
  );
}
