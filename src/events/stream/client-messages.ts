import { BadRequestError, type BlotterError, InvalidInputError } from '../../common/errors.js';
import { EVENT_TYPES } from '../event-types.js';

/** What a client may say on the stream. */
export type ClientMessage =
  | { type: 'ping'; id?: string | number }
  | {
      type: 'subscribe';
      id?: string | number;
      /** Null means every account that the key may see. */
      accounts: string[] | null;
      types: string[] | null;
      symbols: string[] | null;
      /** Last number seen, by account. */
      since: ReadonlyMap<string, number>;
    }
  | { type: 'unsubscribe'; id?: string | number; accounts: string[] | null };

export type ParsedMessage = { ok: true; message: ClientMessage } | { ok: false; error: BlotterError };

const MAX_LIST = 1000;

/** Reads one frame. Never throws. */
export function parseClientMessage(text: string): ParsedMessage {
  try {
    return { ok: true, message: readMessage(JSON.parse(text)) };
  } catch (error) {
    const known = error instanceof InvalidInputError;
    return {
      ok: false,
      error: known
        ? error
        : new BadRequestError('malformed_message', 'Expected one JSON object per message, in a text frame'),
    };
  }
}

function readMessage(raw: unknown): ClientMessage {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new BadRequestError('malformed_message', 'Expected one JSON object per message, in a text frame');
  }
  const { type, id, accounts, types, symbols, since } = raw as Record<string, unknown>;
  const echo = typeof id === 'string' || typeof id === 'number' ? { id } : {};
  switch (type) {
    case 'ping':
      return { type, ...echo };
    case 'subscribe':
      return {
        type,
        ...echo,
        accounts: readList('accounts', accounts),
        types: readTypes(types),
        symbols: readList('symbols', symbols),
        since: readSince(since),
      };
    case 'unsubscribe':
      return { type, ...echo, accounts: readList('accounts', accounts) };
    default:
      throw InvalidInputError.field('type', 'choice', 'type: Expected subscribe, unsubscribe or ping');
  }
}

function readList(field: string, raw: unknown): string[] | null {
  if (raw === undefined || raw === null || raw === '*') {
    return null;
  }
  if (!Array.isArray(raw) || raw.length > MAX_LIST || !raw.every((item) => typeof item === 'string')) {
    throw InvalidInputError.field(field, 'list', `${field}: Expected a list of at most ${MAX_LIST} texts`);
  }
  return [...new Set(raw)];
}

function readTypes(raw: unknown): string[] | null {
  const types = readList('types', raw);
  const unknown = types?.find((type) => !(EVENT_TYPES as readonly string[]).includes(type));
  if (unknown !== undefined) {
    throw InvalidInputError.field('types', 'choice', `types: Expected one of ${EVENT_TYPES.join(', ')}`);
  }
  return types;
}

function readSince(raw: unknown): Map<string, number> {
  if (raw === undefined || raw === null) {
    return new Map();
  }
  const entries = typeof raw === 'object' ? Object.entries(raw) : [];
  const isValid = entries.every(([, seq]) => Number.isSafeInteger(seq) && (seq as number) >= 0);
  if (typeof raw !== 'object' || Array.isArray(raw) || entries.length > MAX_LIST || !isValid) {
    throw InvalidInputError.field('since', 'since', 'since: Expected {account: last number seen}');
  }
  return new Map(entries as [string, number][]);
}
