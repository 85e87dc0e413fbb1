import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';

/** The compiled application as a process of its own, as `npm start` runs it. */
export interface AppProcess {
  url: string;
  child: ChildProcess;
  /** kill -9: no handler of the process gets to run. */
  kill: () => Promise<void>;
  stop: () => Promise<void>;
}

const MAIN = 'dist/src/main.js';

export async function startProcess(environment: Record<string, string>): Promise<AppProcess> {
  if (!existsSync(MAIN)) {
    throw new Error('Expected the compiled application in dist/; run `npm run build`');
  }
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      BLOTTER_LOG_LEVEL: 'error',
      BLOTTER_RATE_LIMIT_PER_MINUTE: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const exited =
      child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
    child.kill(signal);
    await exited;
  };
  const url = await readUrl(child);
  return { url, child, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /listens on (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) {
        resolve(url);
      }
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('exit', (code) => {
      reject(new Error(`The application ended with ${String(code)} before it listened:\n${output}`));
    });
  });
}
