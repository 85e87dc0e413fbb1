import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Before the clock runs: connections open, code compiled, caches filled. */
const LEAD_IN_MS = 1000;

/**
 * Runs closed loops, each one step after the other, and measures for `seconds` after a lead-in. `step(worker)` does one
 * unit of work. Answers the rate, the latencies in ms, and what `meter()` grew by per unit of work.
 */
export async function runLoops(workers, step, { seconds, meter }) {
  const run = { ending: false, latencies: null };
  const loops = workers.map((worker) => loop(worker, step, run));
  const failed = Promise.race(loops.map((running) => running.then(() => new Promise(() => undefined))));
  try {
    await Promise.race([sleep(LEAD_IN_MS), failed]);
    const before = meter();
    const startedAt = performance.now();
    const latencies = [];
    run.latencies = latencies;
    await Promise.race([sleep(seconds * 1000), failed]);
    run.latencies = null;
    const elapsedMs = performance.now() - startedAt;
    const after = meter();
    return {
      perSecond: (latencies.length / elapsedMs) * 1000,
      latencies,
      count: latencies.length,
      cpu: Object.fromEntries(
        Object.keys(before).map((name) => [name, (after[name] - before[name]) / latencies.length]),
      ),
    };
  } finally {
    run.ending = true;
    await Promise.allSettled(loops);
  }
}

async function loop(worker, step, run) {
  while (!run.ending) {
    const startedAt = performance.now();
    await step(worker);
    run.latencies?.push(performance.now() - startedAt);
  }
}
