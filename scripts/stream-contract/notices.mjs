/** Messages of the stream that are not events: the conversation around them. */

const text = { type: 'string' };
const instant = { type: 'string', format: 'date-time' };
const cursors = {
  type: 'object',
  description: 'Event number by account',
  additionalProperties: { type: 'integer', minimum: 0 },
};
const list = { type: 'array', items: text, maxItems: 1000 };
const listOrNull = { type: ['array', 'null'], items: text };
const id = { type: ['string', 'number'], description: 'Repeated in the answer' };

function message(type, summary, { required = [], ...properties }) {
  return {
    name: type,
    summary,
    payload: {
      type: 'object',
      required: ['type', ...required],
      properties: { type: { const: type }, ...properties },
    },
  };
}

export const CLIENT_MESSAGES = {
  subscribe: message('subscribe', 'Replay behind `since`, or begin now, and go on live', {
    id,
    accounts: { ...list, description: 'Everything that the key may see when left out' },
    types: list,
    symbols: list,
    since: { ...cursors, description: 'Number of the last event seen, by account', maxProperties: 1000 },
  }),
  unsubscribe: message('unsubscribe', 'Stop', { id, accounts: list }),
  ping: message('ping', 'Ask for a pong', { id }),
};

export const SERVER_NOTICES = {
  connected: message('connected', 'The key is good; where each account stands', {
    required: ['message', 'version', 'accounts', 'timestamp'],
    ...{ message: text, version: text, accounts: cursors, timestamp: instant },
  }),
  subscribed: message('subscribed', 'The events behind these numbers follow', {
    required: ['accounts', 'types', 'symbols', 'timestamp'],
    ...{ id, accounts: cursors, types: listOrNull, symbols: listOrNull, timestamp: instant },
  }),
  unsubscribed: message('unsubscribed', 'Nothing more comes of these accounts', {
    required: ['accounts', 'timestamp'],
    ...{ id, accounts: list, timestamp: instant },
  }),
  pong: message('pong', 'Answer to a ping', { required: ['timestamp'], id, timestamp: instant }),
  heartbeat: message(
    'heartbeat',
    'Every 15 s. Everything that was asked for up to these numbers was sent on this connection before, so that a ' +
      'client with a filter can resume from them',
    { required: ['accounts', 'timestamp'], accounts: cursors, timestamp: instant },
  ),
  resync_required: message(
    'resync_required',
    'The log no longer reaches back to `since`: read the paths of `state`; events behind `current` follow',
    {
      required: ['account', 'since', 'oldest', 'current', 'state', 'timestamp'],
      account: text,
      since: { type: 'integer' },
      oldest: { type: ['integer', 'null'], description: 'The oldest event that is still kept' },
      current: { type: 'integer' },
      state: { type: 'array', items: text },
      timestamp: instant,
    },
  ),
  error: message('error', 'A message was refused, or the database is away; codes are in docs/errors.md', {
    required: ['problem', 'timestamp'],
    problem: { $ref: '#/components/schemas/Problem' },
    timestamp: instant,
  }),
};

export const PROBLEM = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    code: { ...text, description: 'Stable; listed in docs/errors.md' },
    detail: text,
    requestId: text,
    errors: {
      type: 'array',
      items: { type: 'object', properties: { field: text, rule: text, message: text } },
    },
  },
};

/** Close codes and what a client does about them. */
export const CLOSE_CODES = {
  1001: 'The server stops: reconnect and resume',
  1009: 'A frame above 64 KiB: send smaller ones',
  1013: 'The database does not answer just now: reconnect and resume',
  4401: 'The key or ticket is missing, wrong, used or may not read: another attempt needs another one',
  4403: "The page's origin is not allowed: do not reconnect",
  4408: 'The client reads too slowly: reconnect and resume',
  4429: 'Too many messages: reconnect and resume, later',
};
