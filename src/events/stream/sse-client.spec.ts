import { describe, expect, it } from '@jest/globals';
import { SseClient } from './sse-client.js';
import { MAX_QUEUED_BYTES, REPLAY_BYTES } from './stream-client.js';

const MEGABYTE = 'x'.repeat(1024 * 1024);

describe('SseClient', () => {
  it('writes an event as id, event and data', () => {
    const client = new SseClient(() => ({ demo: 41, other: 7 }));
    client.send('{"seq":41}', 'fill');

    expect(String(client.stream.read())).toBe(
      'retry: 2000\n\nid: demo:41,other:7\nevent: fill\ndata: {"seq":41}\n\n',
    );
  });

  it('drops a reader for whom more than the limit waits', () => {
    const client = new SseClient(() => ({}));
    for (let sent = 0; sent * MEGABYTE.length < MAX_QUEUED_BYTES - MEGABYTE.length; sent += 1) {
      client.send(MEGABYTE, 'fill');
    }
    expect(client.isOpen).toBe(true);
    client.send(MEGABYTE, 'fill');
    client.send(MEGABYTE, 'fill');

    expect(client.isOpen).toBe(false);
    expect(client.stream.destroyed).toBe(true);
  });

  it('lets a replay go on once the reader has read', async () => {
    const client = new SseClient(() => ({}));
    let isDrained = false;
    for (let sent = 0; sent < 4; sent += 1) {
      client.send(MEGABYTE, 'fill');
    }
    const drained = client.drained().then(() => {
      isDrained = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDrained).toBe(false);

    client.stream.resume();
    await drained;
    expect(client.stream.readableLength).toBeLessThanOrEqual(REPLAY_BYTES);
  });

  it('lets a replay go on when its reader is gone, so that it can end', async () => {
    const client = new SseClient(() => ({}));
    client.send(MEGABYTE, 'fill');
    const drained = client.drained();
    client.stream.destroy();

    await expect(drained).resolves.toBeUndefined();
  });
});
