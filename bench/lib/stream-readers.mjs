import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const WORKER = new URL('./stream-reader-worker.mjs', import.meta.url);
const PATIENCE_MS = 120_000;

/** Subscribers in a thread of their own. `since` is what they ask for beside `type`; null asks for everything from now. */
export async function openReaders(target, count, since = null) {
  const { hostname, port } = target.url;
  const worker = new Worker(WORKER, { workerData: { hostname, port, key: target.key ?? 'none', since } });
  const readers = new Readers(worker, count);
  await readers.ask({ command: 'open', count });
  return readers;
}

class Readers {
  #answered = [];
  #reached = null;
  #broke = null;
  #expected = 0;
  /** Connections that the other side ended. */
  closed = 0;

  constructor(worker, count) {
    this.worker = worker;
    this.count = count;
    worker.on('message', ({ answer, reached, closed }) => {
      if (reached) {
        this.#reached?.();
      } else if (closed) {
        this.closed += 1;
        this.#broke?.(new Error('Expected every reader to stay connected, one was dropped'));
      } else {
        this.#answered.shift()?.(answer);
      }
    });
  }

  ask(message) {
    this.worker.postMessage(message);
    return new Promise((resolve) => {
      this.#answered.push(resolve);
    });
  }

  /** Announces that every reader will get so many more events; the promise resolves when they all have them. */
  async expect(more) {
    this.#expected += more * this.count;
    const reached = new Promise((resolve, reject) => {
      this.#reached = resolve;
      this.#broke = reject;
    });
    reached.catch(() => undefined);
    await this.ask({ command: 'goal', count: this.#expected });
    return { reached: withinPatience(reached) };
  }

  /** Counts from here: for rounds whose number of events is only known afterwards. */
  async settle() {
    const { events } = await this.ask({ command: 'counts' });
    this.#expected = events;
  }

  async close() {
    await this.ask({ command: 'close' });
    const ended = once(this.worker, 'exit');
    await this.worker.terminate();
    await ended.catch(() => undefined);
  }
}

async function withinPatience(reached) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('Expected every reader to get every event, some did not')),
      PATIENCE_MS,
    );
  });
  await Promise.race([reached, late]).finally(() => clearTimeout(timer));
}
