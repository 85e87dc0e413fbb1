import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startPostgres } from '../../scripts/scratch-postgres.mjs';
import { UsageError } from './options.mjs';
import { connectPostgres } from './sql.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const CLOSE_MS = 10_000;

/**
 * Everything a run needs and must not leave behind: one folder for all data, the compiled application's modules, a
 * PostgreSQL of its own, databases. `close` undoes it in reverse order, also on Ctrl-C.
 */
export function openWorkshop(options) {
  if (!existsSync(join(options.dist, 'src', 'main.js'))) {
    throw new UsageError(`Expected the compiled application in ${options.dist}: run "npm run build" first`);
  }
  return new Workshop(options);
}

class Workshop {
  #undo = [];
  #closing = null;
  #servers = new Map();
  /** Set by a signal: what fails from then on fails because the ground is being cleared. */
  isInterrupted = false;

  constructor({ dir, dist }) {
    this.dist = dist;
    mkdirSync(dir, { recursive: true });
    this.dir = mkdtempSync(join(dir, 'blotter-bench-'));
    // PostgreSQL runs as an unprivileged user when this runs as root, and keeps its data in here.
    chmodSync(this.dir, 0o755);
    process.env.TMPDIR = this.dir;
    this.onClose(() => rmSync(this.dir, { recursive: true, force: true }));
    this.#takeSignals();
  }

  /** A module of the compiled application, for example `load('src/config/config.js')`. */
  load(path) {
    return import(pathToFileURL(join(this.dist, path)).href);
  }

  onClose(undo) {
    this.#undo.push(undo);
  }

  /**
   * An empty, migrated database. `server` names the PostgreSQL it lives on, `flags` its settings: those of the first
   * caller count.
   */
  async database(dialect, { server = 'default', flags = [] } = {}) {
    const name = `bench_${randomBytes(4).toString('hex')}`;
    const url =
      dialect === 'sqlite'
        ? `sqlite:${join(this.dir, `${name}.db`)}`
        : await this.#createDatabase(name, server, flags);
    const { Migrator } = await this.load('src/database/migrator.js');
    const { readConfig } = await this.load('src/config/config.js');
    await new Migrator(readConfig({ BLOTTER_DATABASE_URL: url }).database).upgrade();
    return { dialect, url, path: url.replace(/^sqlite:/, '') };
  }

  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    for (const undo of this.#undo.reverse()) {
      const given = sleep(CLOSE_MS, undefined, { ref: false });
      await Promise.race([Promise.resolve().then(undo), given]).catch(() => undefined);
    }
  }

  async #createDatabase(name, serverName, flags) {
    const known = this.#servers.get(serverName) ?? this.#startServer(flags);
    this.#servers.set(serverName, known);
    const server = await known;
    const client = await connectPostgres(server.url);
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return server.url.replace(/\/[^/]*$/, `/${name}`);
  }

  async #startServer(flags) {
    const before = new Set(readdirSync(this.dir));
    const server = await startPostgres(flags);
    const folder = readdirSync(this.dir).find((entry) => !before.has(entry)) ?? '';
    // The package stops its servers on a signal and then ends the process before our own clean-up is through.
    this.#takeSignals();
    this.onClose(() =>
      Promise.race([server.stop(), this.#stopped(join(this.dir, folder, 'postmaster.pid'))]),
    );
    return server;
  }

  /** On Ctrl-C the terminal has told the server as well; then `stop` would wait for an exit that was before. */
  async #stopped(pidFile) {
    await sleep(200);
    while (existsSync(pidFile)) {
      await sleep(50);
    }
  }

  #takeSignals() {
    for (const signal of SIGNALS) {
      process.removeAllListeners(signal);
      process.on(signal, () => {
        this.isInterrupted = true;
        void this.close().finally(() => process.exit(130));
      });
    }
  }
}
