import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ADMIN_KEY = 'blt_bench-admin-key-000000000000000';
const PROFILE_HOOK = fileURLToPath(new URL('./profile-hook.mjs', import.meta.url));
/** Those of `npm start`. */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=32'];
const START_MS = 30_000;
const STOP_MS = 8000;

/** The application as `npm start` runs it, in a process of its own on a free port. */
export async function startApp(workshop, database, { profile, hook = profile !== undefined } = {}) {
  const flags = [...NODE_FLAGS, ...(hook ? ['--import', PROFILE_HOOK] : [])];
  const child = spawn(process.execPath, [...flags, join(workshop.dist, 'src', 'main.js')], {
    cwd: workshop.dir,
    env: {
      PATH: process.env.PATH,
      BLOTTER_DATABASE_URL: database.url,
      BLOTTER_ADMIN_KEY: ADMIN_KEY,
      BLOTTER_RATE_LIMIT_PER_MINUTE: '0',
      BLOTTER_LOG_LEVEL: 'warn',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // What it would still write is thrown away with its database.
  workshop.onClose(() => stopChild(child, 'SIGKILL'));
  const url = await listening(child);
  return {
    url: new URL(url),
    pid: child.pid,
    key: ADMIN_KEY,
    stop: () => stopChild(child, 'SIGTERM'),
    /** Starts a CPU profile. */
    startProfile: () => ask(child, { command: 'start' }),
    /** Ends it; returns V8's profile. */
    stopProfile: () => ask(child, { command: 'stop' }),
    /** What it occupies after a garbage collection; see `process.memoryUsage`. */
    memory: () => ask(child, { command: 'memory' }),
  };
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const fail = (reason) => reject(new Error(`The application did not start: ${reason}\n${printed}`));
    const timer = setTimeout(fail, START_MS, 'no answer').unref();
    child.once('exit', (code) => fail(`exit code ${code}`));
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const url = /listens on (\S+)/.exec(printed)?.[1];
      if (url !== undefined) {
        clearTimeout(timer);
        resolve(url);
      }
    });
  });
}

async function ask(child, message) {
  const answered = once(child, 'message');
  child.send(message);
  const [answer] = await answered;
  return answer;
}

async function stopChild(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
