import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/clock.js';
import { byHand } from '../support/by-hand.js';
import { scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { Receiver } from '../support/receiver.js';
import { type HookApp, startHookApp } from './support.js';

const EVENTS = 60;
const TARGETS = 4;

describe('two processes on one Postgres', () => {
  let scratch: ScratchDatabase;
  let receiver: Receiver;
  let apps: HookApp[];

  beforeEach(async () => {
    scratch = await scratchDatabase('postgres');
    receiver = await Receiver.start();
    const clock = new SystemClock();
    apps = [
      await startHookApp('postgres', { scratch, clock }),
      await startHookApp('postgres', { scratch, clock }),
    ];
    await apps[0]?.openAccount('demo');
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await receiver.close();
    await scratch.drop();
  });

  it('deliver every event of both to each target once and in order', async () => {
    for (let count = 0; count < TARGETS; count += 1) {
      await apps[count % 2]?.createTarget({ account: 'demo', url: receiver.url(`/${count}`) });
    }
    const before = (await apps[0]?.seqOf('demo')) ?? NaN;
    await Promise.all(
      apps.map(async (app) => {
        for (let count = 0; count < EVENTS / 2; count += 1) {
          await app.postFill('demo');
        }
      }),
    );
    await receiver.until(() => receiver.received.length >= EVENTS * TARGETS);
    await Promise.all(apps.map((app) => app.deliver()));

    const expected = Array.from({ length: EVENTS }, (_, index) => before + index + 1);
    for (let count = 0; count < TARGETS; count += 1) {
      expect(receiver.seqs(`/${count}`)).toEqual(expected);
    }
  });

  it('lose nothing when the database connections are cut', async () => {
    await apps[0]?.createTarget({ account: 'demo', url: receiver.url() });
    const before = (await apps[0]?.seqOf('demo')) ?? NaN;
    for (let count = 0; count < EVENTS; count += 1) {
      if (count % 20 === 10) {
        await cutConnections();
      }
      await postUntilRecorded(apps[count % 2], `cut-${count}`);
    }
    await receiver.until(() => new Set(receiver.seqs()).size >= EVENTS);

    const seqs = receiver.seqs();
    const firstTimes = seqs.filter((seq, index) => seqs.indexOf(seq) === index);
    expect(firstTimes).toEqual(Array.from({ length: EVENTS }, (_, index) => before + index + 1));
  });

  /** The same execution may be sent again and again: it is recorded once. */
  async function postUntilRecorded(app: HookApp | undefined, executionId: string): Promise<void> {
    const fill = {
      ...{ account: 'demo', executionId, symbol: 'MNQ', side: 'BUY', quantity: '1', price: '100' },
      occurredAt: '2026-01-05T15:00:00Z',
    };
    for (let status = 0; status !== 201 && status !== 200;) {
      status = (await app?.fetchJson('POST', '/api/fills', fill))?.status ?? 200;
    }
  }

  async function cutConnections(): Promise<void> {
    await byHand(
      scratch.options,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
  }
});
