import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { TestClock } from '../access/support.js';
import { aFill } from '../support/builders.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { startProcess } from '../support/process.js';
import { Receiver } from '../support/receiver.js';
import { type HookApp, startHookApp } from './support.js';

const EVENTS = 6;
const KEY = 'blt_test-admin-key-0000000000000000';

describe.each(DIALECTS)('a server that ends in the middle of its deliveries on %s', (dialect) => {
  let scratch: ScratchDatabase;
  let receiver: Receiver;
  let app: HookApp;

  beforeEach(async () => {
    scratch = await scratchDatabase(dialect);
    receiver = await Receiver.start();
  });
  afterEach(async () => {
    await app.close();
    await receiver.close();
    await scratch.drop();
  });

  it('lets the request under way end and leaves the rest to its successor, nothing twice', async () => {
    const first = await startHookApp(dialect, { scratch });
    await first.openAccount('demo');
    await first.createTarget({ account: 'demo', url: receiver.url() });
    const before = await first.seqOf('demo');
    let answer: ServerResponse | null = null;
    receiver.answers.push(204, (_request, response) => {
      answer = response;
    });
    await postFills(first);
    await receiver.until(() => answer !== null);
    const closed = first.close();
    (answer as ServerResponse | null)?.end();
    await closed;
    expect(receiver.seqs()).toEqual([before + 1, before + 2]);

    app = await startHookApp(dialect, { scratch });
    await app.deliver();
    expect(receiver.seqs()).toEqual(Array.from({ length: EVENTS }, (_, index) => before + index + 1));
  });

  it('gives up waiting for a receiver that hangs; the event is sent again', async () => {
    const first = await startHookApp(dialect, { scratch });
    await first.openAccount('demo');
    const { targetId } = await first.createTarget({ account: 'demo', url: receiver.url() });
    receiver.answers.push(() => undefined);
    await first.postFill('demo');
    await receiver.until(() => receiver.received.length === 1);
    await first.close();

    app = await startHookApp(dialect, { scratch });
    await app.deliver();
    const seq = await app.seqOf('demo');
    expect(receiver.seqs()).toEqual([seq, seq]);
    // It was not the receiver's failure.
    expect(receiver.received.map(({ headers }) => headers['blotter-delivery-attempt'])).toEqual(['1', '1']);
    expect(await app.readTarget(targetId)).toMatchObject({ lastErrorAt: null, pending: 0 });
  });

  it('killed, repeats at most the event that it was at, and loses none', async () => {
    const killed = await startProcess({
      ...{ BLOTTER_DATABASE_URL: scratch.url, BLOTTER_ADMIN_KEY: KEY, BLOTTER_WEBHOOK_ALLOW_PRIVATE: 'on' },
    });
    await post(killed.url, '/api/accounts', { account: 'demo', name: 'demo', currency: 'USD' });
    await post(killed.url, '/api/webhook-targets', { account: 'demo', url: receiver.url() });
    receiver.answers.push(204, 204, () => undefined);
    for (let count = 0; count < EVENTS; count += 1) {
      await post(killed.url, '/api/fills', aFill({ account: 'demo' }));
    }
    await receiver.until(() => receiver.received.length === 3);
    await killed.kill();

    // The dead process holds the target until its lease has run out.
    app = await startHookApp(dialect, { scratch, clock: new TestClock(Date.now() + 20_000) });
    await app.deliver();
    expect(receiver.received).toHaveLength(3);
    await app.close();
    app = await startHookApp(dialect, { scratch, clock: new TestClock(Date.now() + 31_000) });
    await app.deliver();

    const last = await app.seqOf('demo');
    const all = Array.from({ length: EVENTS }, (_, index) => last - EVENTS + index + 1);
    expect(receiver.seqs()).toEqual([...all.slice(0, 3), ...all.slice(2)]);
  });

  async function postFills(target: HookApp): Promise<void> {
    for (let count = 0; count < EVENTS; count += 1) {
      await target.postFill('demo');
    }
  }

  async function post(url: string, path: string, body: object): Promise<void> {
    const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };
    const { status } = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(status).toBe(201);
  }
});
