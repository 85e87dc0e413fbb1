import { ApiKeysService } from './access/api-keys.service.js';
import { createApplication } from './bootstrap.js';
import { readConfig } from './config/config.js';
import { ConfigurationError } from './config/variables.js';
import { DatabaseStartError } from './database/connect.js';

async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApplication(config);
  const adminKey = await app.get(ApiKeysService).ensureAdminKey();
  await app.listen(config.port, config.host);
  const url = await app.getUrl();
  process.stdout.write(`Blotter listens on ${url}\nSwagger UI:        ${url}/docs\n`);
  if (adminKey !== null) {
    // To the terminal, never to the log: whoever reads the log must not become an admin.
    process.stdout.write(`Admin API key (shown once): ${adminKey}\n`);
  }
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigurationError || error instanceof DatabaseStartError;
  const reason = expected
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`Blotter cannot start: ${reason}\n`);
  process.exitCode = 1;
  // A failed start may leave a pool or a half-open SQLite behind (DESIGN §2.3): end now.
  process.exit();
});
