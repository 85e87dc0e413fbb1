import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { maskSecret } from '../database/database-url.js';
import { oneLine, reasonOf } from './cli-failure.js';
import type { CliIo } from './cli-io.js';
import { addAnalyticsCommands } from './analytics.command.js';
import { addDbCommands } from './db.command.js';
import { addExportCommands } from './export.command.js';
import { addKeysCommands } from './keys.command.js';
import { addOpenApiCommand } from './openapi.command.js';

const EXAMPLES = `
Examples:
  blotter db init                                     create and upgrade the configured database
  blotter keys create --name ninja --scopes record    make an API key
  blotter export trades --format csv --out t.csv      write trades into a file
  blotter openapi --check openapi.json                fail when the committed API document is stale
  blotter analytics verify                            compare the stored statistics with the trades

Exit codes: 0 done, 1 failed (the reason is one line on stderr), 2 wrong usage.`;

/** Runs one command. Returns the exit code; never throws. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    await programFor(io).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the help or the message already.
      return error.code === 'commander.helpDisplayed' || error.code === 'commander.version' ? 0 : 2;
    }
    io.writeError(`blotter: ${reasonOf(error)}\n`);
    return 1;
  }
}

function programFor(io: CliIo): Command {
  const program = new Command('blotter')
    .description('The system of record and the risk gate for automated trading')
    .version(packageVersion())
    .configureOutput({
      writeOut: io.write,
      writeErr: io.writeError,
      // A misplaced argument is echoed, and it may be a database URL.
      outputError: (text, write) => write(`${oneLine(maskSecret(text))}\n`),
    })
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  addDbCommands(program, io);
  addKeysCommands(program, io);
  addAnalyticsCommands(program, io);
  addExportCommands(program, io);
  addOpenApiCommand(program, io);
  return program;
}

/** The sources and the compiled files lie at different depths below package.json. */
function packageVersion(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) {
    folder = dirname(folder);
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
