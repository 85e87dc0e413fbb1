import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '../persistence/event.entity.js';
import { AccountFeed } from './account-feed.js';
import type { Resync } from './resync.js';
import type { StreamClient } from './stream-client.js';
import { Subscription } from './subscription.js';

const EVERYTHING = { types: null, symbols: null };

/** A log whose answers arrive when the test says so: as they were when the question was asked, like a database's. */
class SlowLog {
  readonly #events: EventRecord[] = [];
  readonly #asked: { page: EventRecord[]; answer: (page: EventRecord[]) => void; fail: () => void }[] = [];

  append(data = '{}'): EventRecord {
    const seq = this.#events.length + 1;
    const event = {
      accountId: 1,
      seq,
      type: 'fill',
      symbol: 'MNQ',
      recordedAt: '2026-11-20T15:00:00Z',
      data,
    };
    this.#events.push(event);
    return event;
  }

  findAfter(_accountId: number, since: number, limit: number): Promise<EventRecord[]> {
    const page = this.#events.slice(since, since + limit);
    return new Promise((resolve, reject) => {
      this.#asked.push({
        ...{ page, answer: resolve },
        fail: () => {
          reject(new Error('The database is away'));
        },
      });
    });
  }

  get isAsked(): boolean {
    return this.#asked.length > 0;
  }

  /** Answers the oldest question, and lets whoever waits for it go on. */
  async answer(): Promise<void> {
    const question = this.#asked.shift();
    question?.answer(question.page);
    await turn();
  }

  async fail(): Promise<void> {
    this.#asked.shift()?.fail();
    await turn();
  }
}

class RecordingClient implements StreamClient {
  isOpen = true;
  readonly seqs: number[] = [];
  drains = 0;

  send(message: string): void {
    this.seqs.push((JSON.parse(message) as { seq: number }).seq);
  }

  drained(): Promise<void> {
    this.drains += 1;
    return Promise.resolve();
  }

  close(): void {
    this.isOpen = false;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function feedOn(log: SlowLog, startAt = 0): AccountFeed {
  const feed = new AccountFeed(1, 'demo', log, () => undefined);
  feed.startAt(startAt);
  return feed;
}

function memberFrom(cursor: number): { client: RecordingClient; member: Subscription } {
  const client = new RecordingClient();
  return { client, member: new Subscription(client, 'demo', cursor, EVERYTHING) };
}

/** Answers what the member missed. */
async function joinTo(feed: AccountFeed, member: Subscription): Promise<Resync | null> {
  let missed: Resync | null = null;
  await feed.join(member, (resync) => {
    missed = resync;
  });
  return missed;
}

async function liveMember(feed: AccountFeed, log: SlowLog, cursor = 0): Promise<RecordingClient> {
  const { client, member } = memberFrom(cursor);
  const joining = joinTo(feed, member);
  await log.answer();
  await joining;
  return client;
}

describe('an account feed', () => {
  it('does not take a page that was read before a commit for a gap', async () => {
    const log = new SlowLog();
    const feed = feedOn(log);
    const { client, member } = memberFrom(0);
    const joining = joinTo(feed, member);
    feed.committed([log.append()]);
    await log.answer();
    await log.answer();

    expect(await joining).toBeNull();
    expect(client.seqs).toEqual([1]);
  });

  it('says what is missing when the log no longer reaches back', async () => {
    const log = new SlowLog();
    const feed = feedOn(log, 7);
    const { member } = memberFrom(3);
    const joining = joinTo(feed, member);
    await log.answer();

    expect(await joining).toEqual({ account: 'demo', since: 3, oldest: null, current: 7 });
  });

  it('reads on when an event is announced in the moment in which it has read everything', async () => {
    const log = new SlowLog();
    const feed = feedOn(log);
    const client = await liveMember(feed, log);
    log.append();
    feed.announce(1);
    log.append();
    const announcing = inTheMicrotaskAfter(
      () => client.seqs.length === 1,
      () => {
        feed.announce(2);
      },
    );
    await log.answer();
    await announcing;
    await log.answer();

    expect(client.seqs).toEqual([1, 2]);
  });

  it('reads again after the database was away, though nothing more is announced', async () => {
    const log = new SlowLog();
    const feed = feedOn(log);
    const client = await liveMember(feed, log);
    log.append();
    feed.announce(1);
    await log.fail();
    await until(() => log.isAsked);
    await log.answer();

    expect(client.seqs).toEqual([1]);
  });

  it('finishes a replay that the database broke off', async () => {
    const log = new SlowLog();
    log.append();
    const { client, member } = memberFrom(0);
    const joining = joinTo(feedOn(log, 1), member);
    await log.fail();
    await until(() => log.isAsked);
    await log.answer();

    expect(await joining).toBeNull();
    expect(client.seqs).toEqual([1]);
  });

  it('sends nothing of a page that arrives after its reader has left', async () => {
    const log = new SlowLog();
    log.append();
    const feed = feedOn(log, 1);
    const { client, member } = memberFrom(0);
    const joining = joinTo(feed, member);
    feed.leave(member);
    await log.answer();

    expect(await joining).toBeNull();
    expect(client.seqs).toEqual([]);
  });

  it('hands large events to a reader in portions that fit into its queue', async () => {
    const log = new SlowLog();
    for (let count = 0; count < 10; count += 1) {
      log.append(JSON.stringify('x'.repeat(100_000)));
    }
    const { client, member } = memberFrom(0);
    const joining = joinTo(feedOn(log, 10), member);
    await log.answer();
    await joining;

    expect(client.seqs).toHaveLength(10);
    expect(client.drains).toBe(5);
  });
});

async function inTheMicrotaskAfter(isTrue: () => boolean, act: () => void): Promise<void> {
  while (!isTrue()) {
    await Promise.resolve();
  }
  act();
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await turn();
  }
}
