import { Session } from 'node:inspector/promises';

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
  const { profile } = await session.post('Profiler.stop');
  return profile;
}
