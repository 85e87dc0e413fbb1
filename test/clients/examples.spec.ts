import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { aFill, anAccount } from '../support/builders.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const run = promisify(execFile);
const page = readFileSync('docs/stream-examples.md', 'utf8');
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** The blocks of a language that follow the mark. */
function blocks(mark: 'example' | 'compiles', language: string): string[] {
  const pattern = new RegExp(`<!-- ${mark}:.*?-->\\s*\`\`\`${language}\\n(.*?)\`\`\``, 'gs');
  return [...page.matchAll(pattern)].map(([, code]) => code!);
}

describe('the examples of the stream', () => {
  let app: TestApp;
  let proxy: TcpProxy;
  let folder: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    app = await startApp('sqlite');
    await app.fetchJson('POST', '/api/accounts', anAccount({ account: 'demo' }));
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    proxy = await TcpProxy.open(Number(new URL(app.url).port));
    folder = mkdtempSync(join(tmpdir(), 'blotter-example-'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(kill));
    await proxy.close();
    rmSync(folder, { recursive: true });
  });

  it('in TypeScript resumes after a cut and after a restart', async () => {
    const [example = ''] = blocks('example', 'ts');
    await compile(example);

    await expectToResume([process.execPath, 'example.js'], {
      ...{ file: 'place.json', says: (seq) => `{"demo":${seq}}` },
    });
  }, 60_000);

  it('in Python resumes after a cut and after a restart', async () => {
    const [example = ''] = blocks('example', 'python');
    writeFileSync(join(folder, 'example.py'), example);

    await expectToResume(['python3', 'example.py'], { file: 'place.txt', says: (seq) => `demo:${seq}` });
  }, 60_000);

  it('in Python with a package compiles', async () => {
    const [example = ''] = blocks('compiles', 'python');
    writeFileSync(join(folder, 'example.py'), example);

    await expect(run('python3', ['-m', 'py_compile', join(folder, 'example.py')])).resolves.toBeDefined();
  });

  it('with curl read a page and follow', async () => {
    const [catchUp = '', follow = ''] = blocks('example', 'sh');
    await writeUpTo(3);
    const { stdout } = await run('bash', ['-c', catchUp], { env: environment() });
    const child = start(['bash', '-c', `exec ${follow}`]);

    expect(JSON.parse(stdout)).toMatchObject({ items: [{ seq: 1 }, { seq: 2 }], nextSince: 2 });
    await child.lines((lines) => lines.some((line) => line === 'id: demo:3'));
  });

  /** Three acts: the events so far, more behind a cut, and the rest after the program was killed. */
  async function expectToResume(
    command: string[],
    place: { file: string; says: (seq: number) => string },
  ): Promise<void> {
    const first = await writeUpTo(5);
    const program = start(command);
    await program.lines((lines) => lines.length >= first);
    proxy.cutAll();
    const second = await writeUpTo(first + 3);
    await program.lines((lines) => lines.length >= second);
    // The place is saved after the line is printed; killed in between, the program would print the line again.
    await contentOf(place.file, place.says(second));
    await kill(program.child);
    const third = await writeUpTo(second + 2);
    const again = start(command);
    const rest = await again.lines((lines) => lines.length >= third - second);

    const printed = [...(await program.lines(() => true)), ...rest];
    expect(printed).toEqual(upTo(third).map((seq) => `demo ${seq} fill`));
  }

  /** Records fills until the account has this many events. */
  async function writeUpTo(seq: number): Promise<number> {
    for (;;) {
      const { body } = await app.fetchJson('GET', '/api/accounts/demo');
      if (body.eventSeq >= seq) {
        return body.eventSeq;
      }
      await app.fetchJson('POST', '/api/fills', aFill({ account: 'demo' }));
    }
  }

  function environment(): Record<string, string | undefined> {
    return { PATH: process.env.PATH, HOME: process.env.HOME, URL: proxy.url, KEY: app.adminKey };
  }

  function start([file = '', ...parameters]: string[]) {
    const child = spawn(file, parameters, {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const lines = async (enough: (lines: string[]) => boolean): Promise<string[]> => {
      for (;;) {
        const complete = text.split('\n').slice(0, -1);
        if (enough(complete)) {
          return complete;
        }
        await once(child.stdout, 'data');
      }
    };
    return { child, lines };
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
  }

  async function contentOf(name: string, expected: string): Promise<void> {
    await new Promise<void>((done) => {
      const look = (): void => {
        if (readFileSync(join(folder, name), 'utf8') === expected) {
          watcher.close();
          done();
        }
      };
      const watcher = watch(folder, look);
      look();
    });
  }

  /** As a program of its own that has the client and `ws` installed. */
  async function compile(example: string): Promise<void> {
    const modules = join(folder, 'node_modules');
    const client = join(modules, '@blotter/client');
    mkdirSync(client, { recursive: true });
    cpSync('clients/ts/package.json', join(client, 'package.json'));
    for (const name of ['ws', '@types']) {
      symlinkSync(resolve('node_modules', name), join(modules, name));
    }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'example.ts'), example);
    const tsc = resolve('node_modules/.bin/tsc');
    await run(tsc, ['-p', 'clients/ts', '--outDir', join(client, 'dist')]);
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
    await run(tsc, [...options, '--skipLibCheck', 'example.ts'], { cwd: folder }).catch((error: unknown) => {
      throw new Error(`The example does not compile: ${(error as { stdout: string }).stdout}`);
    });
  }
});
