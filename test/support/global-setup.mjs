import { startPostgres } from './embedded-postgres.mjs';

/** One PostgreSQL for the whole run; each test file makes databases of its own in it. */
export default async function globalSetup() {
  const server = await startPostgres(['-c', 'fsync=off', '-c', 'max_connections=300']);
  process.env.BLOTTER_TEST_POSTGRES_URL = server.url;
  globalThis.blotterTestPostgres = server;
}
