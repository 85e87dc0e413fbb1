import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { asyncApi } from './stream-contract/document.mjs';
import { clientTypes } from './stream-contract/client-types.mjs';

/**
 * What other programs know of the stream, written from src/events/event-payloads.ts. `--check` fails when a file is not
 * what would be written.
 */
const FILES = {
  'docs/asyncapi.json': () => JSON.stringify(asyncApi()),
  'clients/ts/src/event-payloads.ts': clientTypes,
};
const isCheck = process.argv.includes('--check');

for (const [file, write] of Object.entries(FILES)) {
  const text = await format(write(), { ...(await resolveConfig(file)), filepath: file });
  if (!isCheck) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${file} is stale: run \`npm run asyncapi\`\n`);
    process.exitCode = 1;
  }
}
