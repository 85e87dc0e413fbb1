import type { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import * as ws from 'ws';
import { textFrameOf } from './text-frame.js';

/** What reads frames inside `ws`; its types do not mention it. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

describe('a text frame', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('of %i bytes is what ws reads', async (length) => {
    const message = 'x'.repeat(length);

    expect(await read(textFrameOf(message))).toBe(message);
  });

  it('counts bytes, not characters', async () => {
    const message = 'Zürich → €'.repeat(12);

    expect(await read(textFrameOf(message))).toBe(message);
  });

  it('is made once for the same message, anew for another one', () => {
    const first = textFrameOf('one');

    expect(textFrameOf('one')).toBe(first);
    expect(textFrameOf('two')).not.toBe(first);
    expect(textFrameOf('one')).toEqual(first);
  });
});

function read(frame: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const receiver = new Receiver({ isServer: false });
    receiver.on('message', (data: Buffer, isBinary: boolean) => {
      resolve(isBinary ? 'binary' : data.toString());
    });
    receiver.on('error', reject);
    receiver.write(frame);
  });
}
