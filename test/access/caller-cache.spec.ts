import { describe, expect, it } from '@jest/globals';
import { CallerCache } from '../../src/access/caller-cache.js';
import type { Caller } from '../../src/http/scopes.js';
import { TestClock } from './support.js';

const CALLER: Caller = { keyId: 1, name: 'bot', scopes: ['read'], accounts: null };

/** A cache over a store that answers when the test says so. */
function controlledCache() {
  const clock = new TestClock();
  const lookups: ((caller: Caller | null) => void)[] = [];
  const cache = new CallerCache(clock, () => new Promise((resolve) => lookups.push(resolve)));
  return { clock, lookups, cache };
}

describe('the caller cache', () => {
  it('answers a known secret without a lookup for 2 seconds', async () => {
    const { cache, clock, lookups } = controlledCache();
    const first = cache.get('hash');
    lookups[0]?.(CALLER);
    await first;

    clock.advance(1999);
    expect(cache.get('hash')).toBe(CALLER);

    clock.advance(1);
    expect(cache.get('hash')).toBeInstanceOf(Promise);
    expect(lookups).toHaveLength(2);
  });

  it('counts the 2 seconds from the start of the lookup', async () => {
    const { cache, clock, lookups } = controlledCache();
    const first = cache.get('hash');
    clock.advance(1500);
    lookups[0]?.(CALLER);
    await first;

    clock.advance(500);

    expect(cache.get('hash')).toBeInstanceOf(Promise);
  });

  it('looks a secret up once for many requests that arrive together', async () => {
    const { cache, lookups } = controlledCache();

    const answers = Promise.all([cache.get('hash'), cache.get('hash'), cache.get('hash')]);
    lookups[0]?.(CALLER);

    expect(await answers).toEqual([CALLER, CALLER, CALLER]);
    expect(lookups).toHaveLength(1);
  });

  it('does not keep the answer of a lookup that a revocation overtook', async () => {
    const { cache, lookups } = controlledCache();
    const overtaken = cache.get('hash');

    cache.clear();
    lookups[0]?.(CALLER);
    await overtaken;
    const next = cache.get('hash');
    lookups[1]?.(null);

    expect(await next).toBeNull();
  });

  it('keeps nothing of an unknown secret', async () => {
    const { cache, lookups } = controlledCache();
    const unknown = cache.get('hash');
    lookups[0]?.(null);
    await unknown;

    void cache.get('hash');

    expect(lookups).toHaveLength(2);
  });

  it('tries again after a lookup that failed', async () => {
    let attempts = 0;
    const cache = new CallerCache(new TestClock(), () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('away')) : Promise.resolve(CALLER);
    });

    await expect(cache.get('hash')).rejects.toThrow('away');
    expect(await cache.get('hash')).toBe(CALLER);
  });

  it('does not outlive a clock that is set back', async () => {
    const { cache, clock, lookups } = controlledCache();
    const first = cache.get('hash');
    lookups[0]?.(CALLER);
    await first;

    clock.advance(-3_600_000);

    expect(cache.get('hash')).toBeInstanceOf(Promise);
  });
});
