import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { RETRY_DELAYS_MS } from '../../src/notifications/domain/back-off.js';
import { signatureOf } from '../../src/notifications/domain/signature.js';

const DOCS = readFileSync('docs/outgoing-webhooks.md', 'utf8');
const run = promisify(execFile);

const vector = {
  secret: rowOf('secret'),
  body: rowOf('body'),
  signature: rowOf('signature'),
  now: Number(/t=(\d+)/.exec(rowOf('signature'))?.[1]),
};
/** What an example has to tell apart: the vector itself, another body, an old message, another secret, nonsense. */
const CASES = [
  [vector.secret, vector.signature, vector.body, vector.now],
  [vector.secret, vector.signature, `${vector.body} `, vector.now],
  [vector.secret, vector.signature, vector.body, vector.now + 301],
  ['whsec_other', vector.signature, vector.body, vector.now],
  [vector.secret, 'nonsense', vector.body, vector.now],
  [vector.secret, `t=${vector.now}`, vector.body, vector.now],
];
const EXPECTED = [true, false, false, false, false, false];

describe('docs/outgoing-webhooks.md', () => {
  it('has a test vector that we sign alike', () => {
    expect(signatureOf(vector.secret, vector.body, vector.now * 1000 + 999)).toBe(vector.signature);
  });

  (hasPython() ? it : it.skip)('checks signatures in Python', async () => {
    const script = `${blockOf('python')}
import json, sys
print(json.dumps([is_genuine(s, h, b.encode(), n) for s, h, b, n in json.loads(sys.argv[1])]))`;
    const { stdout } = await run('python3', ['-c', script, JSON.stringify(CASES)]);

    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  });

  it('checks signatures in TypeScript', async () => {
    const script = `${blockOf('ts')}
const cases = JSON.parse(process.argv[1]);
console.log(JSON.stringify(cases.map(([s, h, b, n]: any) => isGenuine(s, h, Buffer.from(b), n))));`;
    const { outputText } = ts.transpileModule(script, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const args = ['--input-type=module', '-e', outputText, JSON.stringify(CASES)];
    const { stdout } = await run(process.execPath, args, { env: { PATH: process.env.PATH } });

    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  });

  it('tells the schedule as it is', () => {
    const stated = /tried again after (.*?), each a tenth/s.exec(DOCS)?.[1]?.split(/,\s+|\s+and\s+/) ?? [];
    const unit: Record<string, number> = { s: 1000, min: 60_000, h: 3_600_000 };
    const waits = stated.map((text) => {
      const [number = '', word = ''] = text.split(/\s+/);
      return Number(number) * (unit[word] ?? NaN);
    });

    expect(waits).toEqual(RETRY_DELAYS_MS);
  });
});

function rowOf(part: string): string {
  return new RegExp(`^\\| ${part} +\\| \`(.*)\` *\\|$`, 'm').exec(DOCS)?.[1] ?? '';
}

function blockOf(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(DOCS)?.[1] ?? '';
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
