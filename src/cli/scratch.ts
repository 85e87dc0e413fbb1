import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readConfigFor } from '../config/override.js';
import type { Dialect } from '../database/dialect.js';
import type { DatabaseOptions } from '../database/options.js';
import { CliFailure } from './cli-failure.js';

/** Outside src and the build, since it needs a devDependency; hence found from the repository's root. */
const STARTER = 'scripts/scratch-postgres.mjs';

interface ScratchServer {
  url: string;
  stop: () => Promise<void>;
}

/** Lends an empty database of one dialect, which is gone afterwards. */
export async function withScratch<T>(
  dialect: Dialect,
  work: (options: DatabaseOptions) => Promise<T>,
): Promise<T> {
  const scratch = dialect === 'postgres' ? await startPostgres() : temporaryFile();
  try {
    return await work(readConfigFor(scratch.url).database);
  } finally {
    await scratch.stop();
  }
}

function temporaryFile(): ScratchServer {
  const folder = mkdtempSync(join(tmpdir(), 'blotter-scratch-'));
  return {
    url: `sqlite:${join(folder, 'blotter.db')}`,
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function startPostgres(): Promise<ScratchServer> {
  const path = resolve(STARTER);
  if (!existsSync(path)) {
    throw new CliFailure(`Expected ${STARTER} here; run this in the root of the repository`);
  }
  const starter = (await import(pathToFileURL(path).href)) as {
    scratchPostgres: () => Promise<ScratchServer>;
  };
  return starter.scratchPostgres();
}
