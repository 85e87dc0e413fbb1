import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { VARIABLES } from '../../src/config/variables.js';

const TABLE = /(<!-- variables -->\n).*(<!-- end -->)/s;

/**
 * The file as it is, and with the table between its markers made anew from the schema. The latter is written when
 * BLOTTER_WRITE_DOCS=1.
 */
export async function writeOrRead(path: string): Promise<{ written: string; expected: string }> {
  const current = readFileSync(path, 'utf8');
  const style = await resolveConfig(resolve(path));
  const expected = await format(current.replace(TABLE, `$1\n${table()}\n$2`), {
    ...style,
    parser: 'markdown',
  });
  if (process.env.BLOTTER_WRITE_DOCS === '1') {
    writeFileSync(path, expected);
    return { written: expected, expected };
  }
  return { written: current, expected };
}

function table(): string {
  const rows = Object.entries(VARIABLES).map(([name, variable]) => {
    const fallback = variable.default === null || variable.default === '' ? '' : `\`${variable.default}\``;
    return `| \`${name}\` | ${fallback} | ${variable.doc.replaceAll('|', '\\|')} |`;
  });
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
}
