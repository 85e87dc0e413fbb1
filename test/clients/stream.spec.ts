import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  BlotterStream,
  type Cursors,
  StreamError,
  type StreamMessage,
  type StreamOptions,
} from '../../clients/ts/src/index.js';
import { StreamReader } from '../support/reader.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { FakeServer } from './fake-server.js';

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('the TypeScript client', () => {
  let server: FakeServer;
  let proxy: TcpProxy;
  const readers: StreamReader[] = [];

  beforeEach(async () => {
    server = await FakeServer.start();
    proxy = await TcpProxy.open(server.port);
  });
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.stream.close()));
    await proxy.close();
    await server.stop();
  });

  function read(
    options: Partial<StreamOptions>,
    onMessage?: (message: StreamMessage) => void | Promise<void>,
  ): StreamReader {
    const reader = new StreamReader({ url: proxy.url, ...options }, onMessage);
    readers.push(reader);
    return reader;
  }

  function publish(count: number, type = 'fill'): void {
    upTo(count).forEach(() => {
      server.publish(type);
    });
  }

  describe('resumes', () => {
    it('behind the last event that it received when the connection is cut', async () => {
      const reader = read({ since: { demo: 0 } });
      publish(3);
      await reader.count(3);
      proxy.cutAll();
      publish(2);
      await reader.count(5);

      expect(reader.seqs('demo')).toEqual(upTo(5));
      expect(server.subscriptions.map(({ since }) => since)).toEqual([{ demo: 0 }, { demo: 3 }]);
    });

    it.each([1001, 1011, 1012, 4408, 4429])('after the server closes with %s', async (code) => {
      const reader = read({});
      await reader.live();
      server.closeAll(code);
      publish(1);
      await reader.count(1);

      expect(reader.seqs('demo')).toEqual([1]);
      expect(reader.states).toContainEqual(expect.objectContaining({ state: 'waiting', code }));
    });

    it('after a silence, which closes nothing by itself', async () => {
      const reader = read({ timing: { silenceMs: 100 } });
      await reader.live();
      proxy.stallAll();
      publish(2);
      await reader.count(2);

      expect(reader.seqs('demo')).toEqual([1, 2]);
    });

    it('when the server never answers the subscription', async () => {
      proxy.fates.push({ afterBytes: 0, how: 'stall' });
      const reader = read({ timing: { connectMs: 100 } });
      await reader.live();

      expect(reader.states[1]).toMatchObject({ state: 'waiting', reason: 'nothing was heard in time' });
    });

    it('from the start of an account that appeared meanwhile', async () => {
      const reader = read({});
      await reader.live();
      server.accounts.push('young');
      server.publish('fill', 'young');
      proxy.cutAll();
      await reader.count(1);

      expect(reader.seqs('young')).toEqual([1]);
    });

    it('with a filter behind the last position that a heartbeat told', async () => {
      let reader = null as unknown as StreamReader;
      const passed = new Promise<void>((resolve) => {
        const save = ({ demo }: Cursors): void => (demo === 4 ? resolve() : undefined);
        const cursorStore = { load: () => null, save };
        reader = read({ types: ['fill'], since: { demo: 0 }, cursorStore });
      });
      await reader.live();
      publish(4, 'signal');
      server.heartbeat();
      await passed;
      proxy.cutAll();
      await reader.live(2);

      expect(server.subscriptions[1]?.since).toEqual({ demo: 4 });
    });
  });

  describe('does not trust the wire:', () => {
    it('drops a repeated event', async () => {
      const reader = read({});
      await reader.live();
      publish(2);
      server.say({ type: 'fill', seq: 1, account: 'demo', data: {} });
      publish(1);
      await reader.count(3);

      expect(reader.seqs('demo')).toEqual(upTo(3));
    });

    it('reads again from the last good event when one is missing', async () => {
      const reader = read({});
      await reader.live();
      publish(1);
      await reader.count(1);
      server.say({ type: 'fill', seq: 3, account: 'demo', data: {} });
      publish(2);
      await reader.count(3);

      expect(reader.seqs('demo')).toEqual(upTo(3));
      expect(server.subscriptions[1]?.since).toEqual({ demo: 1 });
    });

    it('reads again when a heartbeat is ahead of an unfiltered subscription', async () => {
      const reader = read({});
      await reader.live();
      server.say({ type: 'heartbeat', accounts: { demo: 1 } });
      publish(1);
      await reader.live(2);
      await reader.count(1);

      expect(reader.seqs('demo')).toEqual([1]);
    });

    it('passes over messages that it does not know', async () => {
      const reader = read({});
      await reader.live();
      server.say({ type: 'weather' });
      publish(1);
      await reader.count(1);

      expect(reader.lives).toBe(1);
    });

    it('connects again after a message that is not JSON', async () => {
      const reader = read({});
      await reader.live();
      server.sayText('{"type":');
      publish(1);
      await reader.count(1);

      expect(reader.states).toContainEqual(expect.objectContaining({ reason: 'a message that is not JSON' }));
      expect(reader.seqs('demo')).toEqual([1]);
    });
  });

  describe('hands over', () => {
    it('resync_required in its place, and goes on behind its number', async () => {
      const reader = read({ since: { demo: 0 } });
      await reader.live();
      server.say({
        type: 'resync_required',
        account: 'demo',
        since: 0,
        oldest: 5,
        current: 7,
        state: ['/a'],
      });
      server.say({ type: 'fill', seq: 8, account: 'demo', data: {} });
      await reader.count(1);

      expect(reader.messages.map(({ type }) => type)).toEqual(['resync_required', 'fill']);
      expect(reader.messages[0]).toMatchObject({ state: ['/a'], current: 7 });
    });

    it('no more than the buffer holds to a slow consumer: it disconnects and resumes', async () => {
      let release: () => void = () => undefined;
      const busy = new Promise<void>((resolve) => {
        release = resolve;
      });
      const reader = read({ since: { demo: 0 }, bufferLimit: 10 }, ({ type }) =>
        type === 'fill' ? busy : undefined,
      );
      publish(100);
      await reader.until(() => reader.states.at(-1)?.state === 'full');
      await proxy.idle();
      release();
      await reader.count(100);

      expect(reader.seqs('demo')).toEqual(upTo(100));
      expect(Math.max(...server.subscriptions.map(({ since }) => since.demo ?? 0))).toBeLessThan(100);
    });
  });

  describe('keeps its place', () => {
    const store = (saved: Cursors[]) => ({
      load: () => saved.at(-1),
      save: (cursors: Cursors) => {
        saved.push(cursors);
      },
    });

    it('of what the consumer is done with, not of what waits', async () => {
      const saved: Cursors[] = [];
      publish(5);
      const stream = new BlotterStream({
        ...{ url: proxy.url, WebSocket, since: 'start', cursorStore: store(saved) },
      });
      await stream.next();
      await stream.next();
      await stream.next();
      await stream.return();

      expect(stream.cursors).toEqual({ demo: 2 });
      expect(saved.at(-1)).toEqual({ demo: 2 });
    });

    it('including the event in whose turn close was called', async () => {
      const saved: Cursors[] = [];
      publish(5);
      const reader = read({ since: 'start', cursorStore: store(saved) }, async () => {
        await reader.stream.close();
      });

      expect(await reader.ended).toBeNull();
      expect(saved.at(-1)).toEqual({ demo: 1 });
    });

    it('across programs', async () => {
      const saved: Cursors[] = [{ demo: 3 }];
      publish(5);
      const reader = read({ cursorStore: store(saved) });
      await reader.count(2);

      expect(reader.seqs('demo')).toEqual([4, 5]);
    });

    it('or ends with the error of a store that fails', async () => {
      const failure = new Error('disk full');
      const reader = read({ cursorStore: { load: () => null, save: () => Promise.reject(failure) } });

      expect(await reader.ended).toBe(failure);
    });
  });

  describe('ends', () => {
    it.each([4401, 4403])('at once when the server closes with %s', async (closeCode) => {
      server.closeCode = closeCode;
      const reader = read({});

      expect(await reader.ended).toMatchObject({ name: 'StreamError', code: `closed_${closeCode}` });
      expect(server.addresses).toHaveLength(1);
    });

    it('after three tickets that are refused', async () => {
      server.closeCode = 4401;
      let sold = 0;
      const reader = read({ getTicket: () => Promise.resolve(`t${(sold += 1)}`) });

      expect(await reader.ended).toBeInstanceOf(StreamError);
      expect(server.addresses).toEqual(['/ws?ticket=t1', '/ws?ticket=t2', '/ws?ticket=t3']);
    });

    it('with the problem when the subscription is refused', async () => {
      const problem = { status: 403, code: 'account_forbidden', detail: 'This key is bound' };
      server.answer = { type: 'error', problem };

      expect(await read({}).ended).toMatchObject({ code: 'account_forbidden', problem });
    });

    it('not when the subscription fails for now', async () => {
      server.answer = { type: 'error', problem: { status: 503, code: 'database_unavailable', detail: '' } };
      const reader = read({});
      await reader.until(() => reader.states.some(({ state }) => state === 'waiting'));
      server.answer = null;
      await reader.live();

      expect(reader.states[1]).toMatchObject({ state: 'waiting', reason: 'database_unavailable' });
    });

    it.each(['connecting', 'waiting', 'live'])('by close while %s', async (state) => {
      if (state !== 'live') {
        proxy.fates.push({ afterBytes: 0, how: state === 'waiting' ? 'cut' : 'stall' });
      }
      const reader = read({ timing: { backOffBaseMs: 1e6, backOffCapMs: 1e6 } });
      await reader.until(() => reader.states.at(-1)?.state === state);
      await reader.stream.close();

      expect(await reader.ended).toBeNull();
      expect(reader.states.at(-1)).toEqual({ state: 'ended' });
    });
  });

  it('refuses a second reader of the same stream', async () => {
    const { stream } = read({});

    await expect(stream.next()).rejects.toThrow('Expected one reader');
  });
});
