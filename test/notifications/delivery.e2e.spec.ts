import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { unique } from '../support/builders.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { Receiver, type Reply } from '../support/receiver.js';
import { type HookApp, isSigned, startHookApp } from './support.js';

const HOUR_MS = 3_600_000;
/** Longer than any wait of the schedule. */
const LONG_MS = 12 * HOUR_MS;

describe.each(DIALECTS)('events on their way to a target on %s', (dialect) => {
  let scratch: ScratchDatabase;
  let app: HookApp;
  let receiver: Receiver;
  let account: string;

  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
    app = await startHookApp(dialect, { scratch });
  });
  afterAll(async () => {
    await app.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    receiver = await Receiver.start();
    account = unique('hooked');
    await app.openAccount(account);
  });
  afterEach(() => receiver.close());

  it('carry the message of the stream, a signature and a number, once and in order', async () => {
    const before = await app.seqOf(account);
    const { secret } = await app.createTarget({ account, url: receiver.url() });
    await Promise.all(Array.from({ length: 8 }, () => app.postFill(account)));
    await app.dispatcher.settled();

    expect(receiver.seqs()).toEqual(Array.from({ length: 8 }, (_, index) => before + index + 1));
    const [first] = receiver.received;
    expect(first?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^Blotter\//),
      'blotter-event-id': `${account}:${before + 1}`,
      'blotter-delivery-attempt': '1',
    });
    expect(receiver.received.every((request) => isSigned(request, secret))).toBe(true);
    const { body: log } = await app.fetchJson('GET', `/api/fills?account=${account}&limit=1000`);
    expect(first?.message).toMatchObject({ type: 'fill', account, seq: before + 1 });
    expect(log.items.map(({ executionId }: { executionId: string }) => executionId)).toContain(
      first?.message.data.fill.executionId,
    );
  });

  it('are those of the types and symbols that were asked for; the cursor passes the others', async () => {
    const { targetId } = await app.createTarget({
      account,
      url: receiver.url(),
      types: ['fill'],
      symbols: ['MES'],
    });
    await app.postFill(account, 'MNQ');
    await app.postFill(account, 'MES');
    await app.fetchJson('POST', '/api/account-snapshots', { account, balance: '1', equity: '1' });
    await app.postFill(account, 'MNQ');
    await app.deliver();

    expect(receiver.received.map(({ message }) => message.data.fill.symbol)).toEqual(['MES']);
    expect(await app.readTarget(targetId)).toMatchObject({
      pending: 0,
      deliveredSeq: await app.seqOf(account),
    });
  });

  it('begin behind `since`, or with the next event', async () => {
    await app.postFill(account);
    await app.postFill(account);
    const seq = await app.seqOf(account);
    await app.createTarget({ account, url: receiver.url('/old'), since: seq - 1 });
    await app.createTarget({ account, url: receiver.url('/new') });
    await app.deliver();
    await app.postFill(account);
    await app.dispatcher.settled();

    expect(receiver.seqs('/old')).toEqual([seq, seq + 1]);
    expect(receiver.seqs('/new')).toEqual([seq + 1]);
  });

  it('are tried again after a failure while later ones wait, and then go on', async () => {
    receiver.answers.push(500, (_request, response) => response.destroy(), 200);
    const { targetId } = await app.createTarget({ account, url: receiver.url() });
    await app.postFill(account);
    await app.postFill(account);
    await app.dispatcher.settled();
    const failing = await app.readTarget(targetId);
    expect(failing).toMatchObject({ status: 'retrying', attempts: 1, pending: 2, lastStatus: 500 });
    expect(failing.lastError).toContain('500');

    await app.deliver();
    expect(receiver.received).toHaveLength(1);

    app.clock.advance(2000);
    await app.deliver();
    expect(await app.readTarget(targetId)).toMatchObject({
      attempts: 2,
      lastStatus: null,
      lastError: 'ECONNRESET',
    });

    app.clock.advance(6000);
    await app.deliver();
    const last = await app.seqOf(account);
    expect(receiver.seqs()).toEqual([last - 1, last - 1, last - 1, last]);
    expect(receiver.received.map(({ headers }) => headers['blotter-delivery-attempt'])).toEqual([
      ...['1', '2', '3', '1'],
    ]);
    const healthy = { status: 'active', attempts: 0, pending: 0, nextAttemptAt: null, failingSince: null };
    expect(await app.readTarget(targetId)).toMatchObject({ ...healthy, lastSuccessAt: app.clock.now() });
  });

  it('wait as long as the receiver asks with Retry-After, an hour at most', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url() });
    const later = (seconds: string): Reply => {
      return (_request, response) => response.writeHead(503, { 'retry-after': seconds }).end();
    };
    receiver.answers.push(later('120'), later('999999'));
    await app.postFill(account);
    await app.dispatcher.settled();
    expect(await waitOf(targetId)).toBe(120_000);

    app.clock.advance(120_000);
    await app.deliver();
    expect(await waitOf(targetId)).toBe(HOUR_MS);
  });

  it('are given up after the last attempt; the next ones are delivered, and a dead letter can be sent again', async () => {
    const { targetId, secret } = await app.createTarget({ account, url: receiver.url() });
    receiver.answers.push(...Array.from({ length: 12 }, () => 400));
    await app.postFill(account);
    await app.postFill(account);
    await app.dispatcher.settled();
    for (let attempt = 2; attempt <= 12; attempt += 1) {
      app.clock.advance(await waitOf(targetId));
      await app.deliver();
    }
    const last = await app.seqOf(account);
    expect(receiver.seqs()).toEqual([...Array.from({ length: 12 }, () => last - 1), last]);
    const path = `/api/webhook-targets/${targetId}/dead-letters`;
    const { body: page } = await app.fetchJson('GET', `${path}?total=true`);
    expect(page).toMatchObject({ total: 1, nextCursor: null });
    expect(page.items[0]).toMatchObject({
      ...{ account, targetId, firstSeq: last - 1, lastSeq: last - 1, eventType: 'fill', attempts: 12 },
      ...{ lastStatus: 400, lastError: 'Expected a 2xx answer, was 400' },
    });

    const letter = `${path}/${String(page.items[0].deadLetterId)}`;
    receiver.answers.push(500);
    expect((await app.fetchJson('POST', `${letter}/retry`)).body).toMatchObject({
      delivered: false,
      status: 500,
    });
    expect((await app.fetchJson('GET', path)).body.items[0]).toMatchObject({ attempts: 13, lastStatus: 500 });
    expect((await app.fetchJson('POST', `${letter}/retry`)).body).toMatchObject({
      delivered: true,
      status: 204,
    });
    expect((await app.fetchJson('GET', path)).body.items).toEqual([]);
    expect((await app.fetchJson('POST', `${letter}/retry`)).body.code).toBe('dead_letter_not_found');
    const resent = receiver.received.at(-1);
    expect(resent?.body).toBe(receiver.received[0]?.body);
    expect(resent && isSigned(resent, secret)).toBe(true);
  });

  it('stop at 410 Gone until somebody resumes the target, and none is lost', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url() });
    receiver.answers.push(410);
    await app.postFill(account);
    await app.postFill(account);
    await app.dispatcher.settled();
    app.clock.advance(LONG_MS);
    await app.deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await app.readTarget(targetId)).toMatchObject({
      ...{ status: 'disabled', statusReason: 'The receiver answered 410 Gone', pending: 2 },
    });

    await patch(targetId, { active: true });
    await app.dispatcher.settled();
    const last = await app.seqOf(account);
    expect(receiver.seqs()).toEqual([last - 1, last - 1, last]);
    expect(await app.readTarget(targetId)).toMatchObject({
      status: 'active',
      statusReason: null,
      pending: 0,
    });
  });

  it('stop when every attempt has failed for too long, and go on where they stopped', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url() });
    receiver.answers.push(500, 500);
    await app.postFill(account);
    await app.dispatcher.settled();
    app.clock.advance(72 * HOUR_MS);
    await app.deliver();
    expect(await app.readTarget(targetId)).toMatchObject({
      ...{
        status: 'paused',
        statusReason: 'Every attempt failed for 72 hours',
        pending: 1,
        nextAttemptAt: null,
      },
    });

    await patch(targetId, { active: true });
    await app.dispatcher.settled();
    expect(await app.readTarget(targetId)).toMatchObject({ status: 'active', pending: 0 });
    expect((await app.fetchJson('GET', `/api/webhook-targets/${targetId}/dead-letters`)).body.items).toEqual(
      [],
    );
  });

  it('go to six targets at a time; the others have their turn when one of them has answered', async () => {
    const held: ServerResponse[] = [];
    const hold: Reply = ({ message }, response) =>
      message.type === 'ping' ? response.end() : held.push(response);
    receiver.answers.push(...Array.from({ length: 9 }, () => hold));
    const { targetId } = await app.createTarget({ account, url: receiver.url('/0') });
    for (let count = 1; count < 8; count += 1) {
      await app.createTarget({ account, url: receiver.url(`/${count}`) });
    }
    await app.postFill(account);
    await receiver.until(() => held.length === 6);
    // A request that begins later arrives; a seventh that had begun would have, too.
    await app.fetchJson('POST', `/api/webhook-targets/${targetId}/test`);
    expect(held).toHaveLength(6);

    held[0]?.end();
    await receiver.until(() => held.length === 7);
    held[1]?.end();
    await receiver.until(() => held.length === 8);
    held.forEach((response) => response.end());
    await app.dispatcher.settled();
    expect(new Set(receiver.received.map(({ path }) => path)).size).toBe(8);
    expect(held).toHaveLength(8);
  });

  it('rest while the target is switched off', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url(), active: false });
    await app.postFill(account);
    await app.deliver();
    expect(receiver.received).toEqual([]);
    expect(await app.readTarget(targetId)).toMatchObject({ status: 'disabled', pending: 1 });
  });

  it('go to a new URL at once, though the old one was to be tried later', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url('/old') });
    receiver.answers.push(500);
    await app.postFill(account);
    await app.dispatcher.settled();
    await patch(targetId, { url: receiver.url('/new') });
    await app.dispatcher.settled();

    expect(receiver.seqs('/new')).toEqual([await app.seqOf(account)]);
  });

  it('that the log no longer has become one dead letter that names their range', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url(), active: false });
    const first = (await app.seqOf(account)) + 1;
    for (let count = 0; count < 4; count += 1) {
      await app.postFill(account);
    }
    await byHand(
      scratch.options,
      `DELETE FROM events WHERE seq < ${first + 3} AND account_id =
         (SELECT account_id FROM accounts WHERE account = '${account}')`,
    );
    await patch(targetId, { active: true });
    await app.dispatcher.settled();

    expect(receiver.seqs()).toEqual([first + 3]);
    const { body } = await app.fetchJson('GET', `/api/webhook-targets/${targetId}/dead-letters`);
    expect(body.items).toMatchObject([{ firstSeq: first, lastSeq: first + 2, eventType: null, attempts: 0 }]);
    const letter = `/api/webhook-targets/${targetId}/dead-letters/${String(body.items[0].deadLetterId)}`;
    expect((await app.fetchJson('POST', `${letter}/retry`)).body).toMatchObject({
      code: 'event_not_retained',
    });
    expect((await app.fetchJson('DELETE', letter)).status).toBe(204);
  });

  it('leave the target at the present when the log has been emptied', async () => {
    const { targetId } = await app.createTarget({ account, url: receiver.url(), active: false });
    await app.postFill(account);
    await byHand(
      scratch.options,
      `DELETE FROM events WHERE account_id = (SELECT account_id FROM accounts WHERE account = '${account}')`,
    );
    await patch(targetId, { active: true });
    await app.dispatcher.settled();

    expect(await app.readTarget(targetId)).toMatchObject({ pending: 0, status: 'active' });
    const { body } = await app.fetchJson('GET', `/api/webhook-targets/${targetId}/dead-letters`);
    const seq = await app.seqOf(account);
    expect(body.items).toMatchObject([{ firstSeq: seq, lastSeq: seq }]);
  });

  async function patch(targetId: number, changes: object): Promise<void> {
    const { status } = await app.fetchJson('PATCH', `/api/webhook-targets/${targetId}`, changes);
    expect(status).toBe(200);
  }

  async function waitOf(targetId: number): Promise<number> {
    const { nextAttemptAt } = await app.readTarget(targetId);
    return Date.parse(nextAttemptAt ?? '') - app.clock.nowMillis();
  }
});
