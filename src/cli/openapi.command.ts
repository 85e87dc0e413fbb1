import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { readConfig } from '../config/config.js';
import { CliFailure } from './cli-failure.js';
import type { CliIo } from './cli-io.js';

const EXAMPLES = `
Examples:
  blotter openapi --write openapi.json    after a change of the API
  blotter openapi --check openapi.json    exit code 1 when the file is not what the code describes`;

interface OpenApiOptions {
  write?: string;
  check?: string;
}

export function addOpenApiCommand(program: Command, io: CliIo): void {
  const command = program
    .command('openapi')
    .description('write or check the OpenAPI document of the HTTP API')
    .addOption(new Option('--write <file>', 'write the document').conflicts('check'))
    .addOption(new Option('--check <file>', 'compare the document with this file'))
    .addHelpText('after', EXAMPLES);
  command.action(async ({ write, check }: OpenApiOptions) => {
    if (write !== undefined) {
      writeFileSync(write, await openApiDocument());
      io.write(`Wrote ${write}\n`);
    } else if (check !== undefined) {
      await compare(check);
      io.write(`${check} is current\n`);
    } else {
      command.error('error: expected --write FILE or --check FILE');
    }
  });
}

async function compare(file: string): Promise<void> {
  if (!existsSync(file)) {
    throw new CliFailure(`No file ${file}; "npm run openapi" writes it`);
  }
  if (readFileSync(file, 'utf8') !== (await openApiDocument())) {
    throw new CliFailure(`${file} is stale; "npm run openapi" rewrites it`);
  }
}

/** The document of the assembled application, independent of the environment. Nothing listens on a port. */
async function openApiDocument(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'blotter-openapi-'));
  // Loaded here, because the other commands need not wait for the whole application.
  const { createApplication } = await import('../bootstrap.js');
  const { describeApi } = await import('../http/openapi.js');
  try {
    const app = await createApplication(
      readConfig({
        BLOTTER_DATABASE_URL: `sqlite:${join(folder, 'blotter.db')}`,
        BLOTTER_LOG_LEVEL: 'silent',
      }),
    );
    try {
      await app.init();
      return `${JSON.stringify(sortKeys(describeApi(app)), null, 2)}\n`;
    } finally {
      await app.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The order of keys follows that of modules and decorators, which is no news to a reader of the diff. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
