import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Weak references and freed pages need more than one collection to go. */
const COLLECTIONS = 3;

// Loaded into the application process with --import: profiles between two messages, so that the start stays out.
const session = new Session();
session.connect();

process.on('message', (message) => {
  void handle(message.command).then((answer) => process.send(answer));
});
process.channel?.unref();

async function handle(command) {
  if (command === 'start') {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await session.post('Profiler.start');
    return {};
  }
  if (command === 'memory') {
    for (let count = 0; count < COLLECTIONS; count += 1) {
      await session.post('HeapProfiler.collectGarbage');
      await sleep(200);
    }
    return process.memoryUsage();
  }
  const { profile } = await session.post('Profiler.stop');
  return profile;
}
