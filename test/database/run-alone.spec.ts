import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '../../src/database/database.js';
import { DIALECTS, openScratch, optionsFor } from '../support/databases.js';

describe.each(DIALECTS)('a job that one process runs on %s', (dialect) => {
  let scratch: Awaited<ReturnType<typeof openScratch>>;
  let first: Database;
  /** Another process where there may be one. */
  let second: Database;

  beforeAll(async () => {
    scratch = await openScratch(dialect);
    first = scratch.database;
    second =
      dialect === 'postgres'
        ? await openDatabase(optionsFor(scratch.url), () => undefined)
        : scratch.database;
  });
  afterAll(async () => {
    if (second !== first) {
      await second.close();
    }
    await scratch.close();
  });

  it('is left to whoever is at it, until that one has finished', async () => {
    const ran: string[] = [];
    const gate = withResolvers();
    const begun = withResolvers();
    const running = first.runAlone('job', async () => {
      begun.resolve();
      await gate.promise;
      ran.push('first');
    });
    await begun.promise;

    expect(await second.runAlone('job', () => Promise.reject(new Error('must not run')))).toBe(false);
    expect(
      await second.runAlone('another job', () => {
        ran.push('another');
        return Promise.resolve();
      }),
    ).toBe(true);
    gate.resolve();
    expect(await running).toBe(true);
    expect(await second.runAlone('job', () => Promise.resolve())).toBe(true);
    expect(ran).toEqual(['another', 'first']);
  });

  it('may be taken up again after it failed', async () => {
    await expect(first.runAlone('job', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');

    expect(await second.runAlone('job', () => Promise.resolve())).toBe(true);
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
