import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { EVENT_TYPES } from '../../src/events/event-types.js';
import { CLOSE } from '../../src/events/stream/wire.js';
import { aClosedTrade, aFill, anAccount, aSignal, aSnapshot } from '../support/builders.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { type Message, StreamProbe } from '../support/stream.js';

const document = JSON.parse(readFileSync('docs/asyncapi.json', 'utf8'));
const names = Object.keys(document.components.messages);

function isInstant(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

/** What the schema of a message says against it; null when nothing. */
function objections(type: string, message: unknown): string | null {
  const { payload } = document.components.messages[type];
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': isInstant } });
  const isValid = ajv.validate({ ...payload, components: document.components }, message);
  return isValid ? null : ajv.errorsText();
}

describe('the AsyncAPI document', () => {
  it('has a message for every type of event', () => {
    expect(EVENT_TYPES.filter((type) => !names.includes(type))).toEqual([]);
  });

  it('names every close code of the gateway', () => {
    const documented = Object.keys(document.channels.stream['x-close-codes']).map(Number);

    expect(Object.values(CLOSE).filter(({ code }) => !documented.includes(code))).toEqual([]);
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path!,
    );
    const broken = references.filter(
      (path) => path.split('/').reduce<Message>((node, step) => node?.[step], document) === undefined,
    );

    expect(references.length).toBeGreaterThan(50);
    expect(broken).toEqual([]);
  });

  it('refuses what is not a message of its kind', () => {
    expect(
      objections('fill', { type: 'fill', seq: 1, account: 'a', timestamp: '', data: { fill: {} } }),
    ).toMatch(/trades.*fillId/);
  });
});

describe.each(DIALECTS)('what the stream says on %s', (dialect) => {
  let app: TestApp;
  let probe: StreamProbe;

  beforeAll(async () => {
    app = await startApp(dialect);
  });
  afterAll(async () => {
    probe.close();
    await app.close();
  });

  it('is as the AsyncAPI document describes it', async () => {
    const { account } = anAccount();
    await post('/api/accounts', anAccount({ account }));
    probe = StreamProbe.open(app.url, { 'x-api-key': app.adminKey });
    await converse(account);
    await post('/api/signals', aSignal({ account }));
    await post('/api/fills', aFill({ account }));
    await post('/api/fills', aFill({ account, side: 'SELL', price: '15010' }));
    await post('/api/trades', aClosedTrade({ account }));
    await post('/api/account-snapshots', aSnapshot({ account }));
    await app.fetchJson('PATCH', `/api/accounts/${account}`, { name: 'Renamed' });
    await probe.ofType('system_event');

    const said = new Set<string>(probe.messages.map(({ type }) => type));
    expect([...said].sort()).toEqual([
      ...['account_snapshot', 'connected', 'error', 'fill', 'pong', 'signal', 'subscribed', 'system_event'],
      ...['trade_execution', 'unsubscribed'],
    ]);
    const wrong = probe.messages.map((message) => [message.type, objections(message.type, message)]);
    expect(wrong.filter(([, objection]) => objection !== null)).toEqual([]);
  });

  async function converse(account: string): Promise<void> {
    await probe.ofType('connected');
    const asked = [
      { type: 'ping', id: 1 },
      { type: 'subscribe', id: 'a', accounts: [account], types: ['fill'] },
      { type: 'unsubscribe', accounts: [account] },
      { type: 'subscribe', since: { [account]: 0 } },
    ];
    expect(asked.map((message) => objections(message.type, message))).toEqual([null, null, null, null]);
    [...asked, { type: 'nonsense' }].forEach((message) => {
      probe.send(message);
    });
    await probe.until(() => probe.messages.filter(({ type }) => type === 'subscribed')[1]);
    await probe.ofType('error');
  }

  async function post(path: string, body: object): Promise<void> {
    const { status } = await app.fetchJson('POST', path, body);
    expect(status).toBe(201);
  }
});
