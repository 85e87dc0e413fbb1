import { readFileSync } from 'node:fs';
import { CLIENT_MESSAGES, CLOSE_CODES, PROBLEM, SERVER_NOTICES } from './notices.mjs';
import { readPayloads } from './payloads.mjs';

const DESCRIPTION = `Every fact of every account the moment it is committed, numbered 1, 2, 3 … per account without a gap and
in commit order. A client that was away subscribes with \`since\` and misses nothing. docs/stream.md explains, and
docs/stream-examples.md shows.`;

/** The AsyncAPI 3.0 description of `/ws`. Actions are the application's: it sends events and receives subscriptions. */
export function asyncApi() {
  const { version, license } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { events, components } = readPayloads();
  const eventMessages = Object.fromEntries(Object.entries(events).map(eventMessage));
  const server = { ...eventMessages, ...SERVER_NOTICES };
  const messages = { ...CLIENT_MESSAGES, ...server };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Blotter stream',
      version,
      description: DESCRIPTION.replaceAll('\n', ' '),
      license: { name: license },
    },
    defaultContentType: 'application/json',
    servers: {
      local: {
        host: '127.0.0.1:3000',
        protocol: 'ws',
        security: ['apiKey', 'bearer', 'ticket'].map(schemeRef),
      },
    },
    channels: { stream: channel(Object.keys(messages)) },
    operations: operations(Object.keys(CLIENT_MESSAGES), Object.keys(server)),
    components: {
      messages: sorted(messages),
      schemas: sorted({ ...components, Problem: PROBLEM }),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SECURITY_SCHEMES = {
  apiKey: { type: 'httpApiKey', in: 'header', name: 'X-API-Key', description: 'A key with the scope `read`' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The same key' },
  ticket: {
    type: 'httpApiKey',
    in: 'query',
    name: 'ticket',
    description: 'For browsers: opens one connection, comes from `POST /api/stream/tickets`',
  },
};
const schemeRef = (name) => ({ $ref: `#/components/securitySchemes/${name}` });

function channel(names) {
  return {
    address: '/ws',
    description: 'One JSON object per text frame.',
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: {
      ws: {
        method: 'GET',
        query: { type: 'object', properties: { ticket: { type: 'string' } } },
        headers: {
          type: 'object',
          properties: { 'X-API-Key': { type: 'string' }, Authorization: { type: 'string' } },
        },
      },
    },
    'x-close-codes': CLOSE_CODES,
  };
}

function operations(received, sent) {
  const channelRef = { $ref: '#/channels/stream' };
  const messageRefs = (names) => names.map((name) => ({ $ref: `#/channels/stream/messages/${name}` }));
  const ask = (name, ...answers) => ({
    action: 'receive',
    channel: channelRef,
    messages: messageRefs([name]),
    reply: { channel: channelRef, messages: messageRefs([...answers, 'error']) },
  });
  const replies = { subscribe: ['subscribed'], unsubscribe: ['unsubscribed'], ping: ['pong'] };
  return {
    ...Object.fromEntries(received.map((name) => [name, ask(name, ...replies[name])])),
    push: { action: 'send', channel: channelRef, messages: messageRefs(sent) },
  };
}

function eventMessage([type, { description, ...data }]) {
  return [
    type,
    {
      name: type,
      ...(description === undefined ? {} : { summary: description }),
      payload: {
        type: 'object',
        required: ['type', 'seq', 'account', 'timestamp', 'data'],
        properties: {
          type: { const: type },
          seq: { type: 'integer', minimum: 1 },
          account: { type: 'string' },
          timestamp: { type: 'string', format: 'date-time', description: 'When it was recorded' },
          data,
        },
      },
    },
  ];
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
