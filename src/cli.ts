#!/usr/bin/env node
import { runCli } from './cli/run-cli.js';

process.exitCode = await runCli(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
if (process.exitCode !== 0) {
  // A failed command may leave a pool or a half-open SQLite behind (DESIGN §2.3): end now.
  process.exit();
}
