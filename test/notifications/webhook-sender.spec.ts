import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resolve } from '../../src/notifications/target-url.js';
import { type SenderOptions, WebhookSender } from '../../src/notifications/webhook-sender.js';
import { Receiver, TEST_CA } from '../support/receiver.js';

const MESSAGE = { body: '{"type":"ping"}', signature: 't=1,v1=00', eventId: 'demo:1', attempt: 1 };

describe('a request to a target', () => {
  let receiver: Receiver;
  let secure: Receiver;
  const senders: WebhookSender[] = [];

  beforeEach(async () => {
    receiver = await Receiver.start();
    secure = await Receiver.start('https');
  });
  afterEach(async () => {
    senders.splice(0).forEach((sender) => {
      sender.onApplicationShutdown();
    });
    await Promise.all([receiver.close(), secure.close()]);
  });

  it('goes over TLS to the address that the name was resolved to once', async () => {
    let lookups = 0;
    const resolve: Resolve = () => {
      lookups += 1;
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    };
    const outcome = await send(secure.url('/hook', 'receiver.test'), {
      allowPrivate: true,
      ca: TEST_CA,
      resolve,
    });

    expect(outcome).toMatchObject({ kind: 'answered', status: 204 });
    expect(lookups).toBe(1);
    expect(secure.received[0]).toMatchObject({ method: 'POST', path: '/hook', body: MESSAGE.body });
  });

  it('fails when nobody vouches for the certificate', async () => {
    expect(await send(secure.url(), { allowPrivate: true })).toEqual({
      ...{ kind: 'failed', error: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(secure.received).toEqual([]);
  });

  it.each(['127.0.0.1', 'localhost'])(
    'never reaches %s unless private addresses are allowed',
    async (host) => {
      const outcome = await send(secure.url('/hook', host), { allowPrivate: false, ca: TEST_CA });

      expect(outcome).toMatchObject({ kind: 'failed', error: expect.stringContaining('refused') });
      expect(secure.received).toEqual([]);
    },
  );

  it('never reaches an inner address behind a public name, also when the name server changes its answer', async () => {
    const answers = ['8.8.8.8', '127.0.0.1'];
    const rebinding: Resolve = () => Promise.resolve([{ address: answers.pop() ?? '127.0.0.1', family: 4 }]);
    const outcome = await send(secure.url('/hook', 'receiver.test'), {
      ...{ allowPrivate: false, ca: TEST_CA, resolve: rebinding },
    });

    expect(outcome).toEqual({ kind: 'failed', error: 'refused: the host has an address that is not public' });
    expect(secure.received).toEqual([]);
  });

  it('reaches `localhost` by its real resolution, where private addresses are allowed', async () => {
    // The receiver listens on 127.0.0.1 alone; the system may name ::1 first.
    expect(await send(receiver.url('/hook', 'localhost'), { allowPrivate: true })).toMatchObject({
      status: 204,
    });
  });

  it.each([301, 302, 307, 308])('does not follow a redirect with %i', async (status) => {
    receiver.answers.push((_request, response) =>
      response.writeHead(status, { location: receiver.url('/elsewhere') }).end(),
    );

    expect(await send(receiver.url())).toMatchObject({ kind: 'answered', status });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('ends without an answer in time', async () => {
    receiver.answers.push(() => undefined);

    expect(await send(receiver.url(), { allowPrivate: true, timeoutMs: 50 })).toEqual({
      ...{ kind: 'failed', error: 'no answer within 0.05 s' },
    });
  });

  it('counts the status of an answer whose body never ends, and stops reading after a kilobyte', async () => {
    let sent = 0;
    receiver.answers.push((_request, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1024))) {
          sent += 1024;
        }
      };
      response.on('drain', pour);
      pour();
    });

    expect(await send(receiver.url(), { allowPrivate: true, timeoutMs: 5000 })).toMatchObject({
      status: 200,
    });
    expect(sent).toBeLessThan(50 * 1024 * 1024);
  });

  it('tells a refused connection from an answer', async () => {
    const url = receiver.url();
    await receiver.close();
    receiver = await Receiver.start();

    expect(await send(url)).toMatchObject({ kind: 'failed', error: expect.stringMatching(/^ECONN/) });
  });

  it('is cancelled by a server that stops', async () => {
    receiver.answers.push(() => undefined);
    const sender = make({ allowPrivate: true });
    const outcome = sender.send({ url: receiver.url(), ...MESSAGE });
    await receiver.until(() => receiver.received.length === 1);
    sender.cancelAll();

    expect(await outcome).toEqual({ kind: 'cancelled' });
  });

  it('uses a connection again', async () => {
    const sender = make({ allowPrivate: true });
    const ports = new Set<unknown>();
    for (let count = 0; count < 3; count += 1) {
      receiver.answers.push((_request, response) => {
        ports.add(response.socket?.remotePort);
        response.writeHead(200).end('ok');
      });
      await sender.send({ url: receiver.url(), ...MESSAGE });
    }

    expect(ports.size).toBe(1);
  });

  function make(options: SenderOptions): WebhookSender {
    const sender = new WebhookSender(options);
    senders.push(sender);
    return sender;
  }

  function send(url: string, options: SenderOptions = { allowPrivate: true }) {
    return make(options).send({ url, ...MESSAGE });
  }
});
