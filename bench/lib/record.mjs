import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApp } from './app-process.mjs';
import { familyCpu, ownCpu, parentOf, processCpu } from './cpu.mjs';
import { openClients, recordFill } from './fill-load.mjs';
import { runLoops } from './load.mjs';
import { topFunctions } from './profile.mjs';
import { openBaseline } from './raw-inserts.mjs';
import { openSql } from './sql.mjs';
import { sum } from './stats.mjs';
import { verifyRecorded } from './verify.mjs';

const WARM_UP_SECONDS = 3;

/** Durable fills per second over HTTP, against the bare driver on the same disk in the same run. */
export async function measureRecording(workshop, options) {
  const databases = [];
  const failures = [];
  for (const dialect of options.dialects) {
    const result = await measureDatabase(workshop, dialect, options);
    databases.push(result);
    failures.push(...result.failures);
  }
  return { databases, failures };
}

async function measureDatabase(workshop, dialect, options) {
  const database = await workshop.database(dialect);
  const target = await workshop.database(dialect);
  const app = await startApp(workshop, database, options);
  const clients = await openClients(app, options);
  const meter = await meterFor(database, app);
  const viaHttp = (seconds) => runLoops(clients, recordFill, { seconds, meter });
  progress(`${dialect}: warming up`);
  await viaHttp(WARM_UP_SECONDS);
  await analyse(database);
  const baseline = await openBaseline(workshop, database, target, options);
  const viaDriver = ({ workers, step }) => runLoops(workers, step, { seconds: options.seconds, meter });

  const raw = [];
  const application = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    raw.push(await viaDriver(baseline));
    application.push(await viaHttp(options.seconds));
    progress(
      `${dialect}: round ${round}: raw ${Math.round(raw.at(-1).perSecond)}/s, application ${Math.round(application.at(-1).perSecond)}/s`,
    );
  }
  const pipelined = baseline.pipelined === undefined ? null : await viaDriver(baseline.pipelined);
  await baseline.close();
  if (options.profile !== undefined) {
    await profileApp(app, dialect, viaHttp, options);
  }
  clients.forEach(({ http }) => http.close());
  await app.stop();
  const recorded = sum(clients.map((client) => client.recorded));
  const failures = await verifyRecorded(database, recorded);
  progress(`${dialect}: ${recorded} fills answered and checked`);
  return { dialect, raw, application, pipelined, recorded, failures };
}

/** What autovacuum does within a minute: without statistics PostgreSQL may take any index that starts with the account. */
async function analyse(database) {
  const sql = await openSql(database);
  await sql.query('ANALYZE');
  await sql.close();
}

/** CPU time so far in µs of the application, of the server and of this process: the load generator or the bare driver. */
async function meterFor(database, app) {
  const server = database.dialect === 'postgres' ? await postmasterOf(database) : null;
  return () => ({
    app: processCpu(app.pid),
    server: server === null ? 0 : familyCpu(server),
    bench: ownCpu(),
  });
}

async function postmasterOf(database) {
  const sql = await openSql(database);
  const [{ pid }] = await sql.query('SELECT pg_backend_pid() AS pid');
  const postmaster = parentOf(Number(pid));
  await sql.close();
  return postmaster;
}

async function profileApp(app, dialect, viaHttp, { profile, seconds }) {
  await app.startProfile();
  const { count } = await viaHttp(seconds);
  const recorded = await app.stopProfile();
  mkdirSync(profile, { recursive: true });
  writeFileSync(join(profile, `${dialect}.cpuprofile`), JSON.stringify(recorded));
  // The profile also covers the lead-in of one second.
  const units = (count * (seconds + 1)) / seconds;
  progress(`${dialect}: self time in µs per fill`);
  for (const [name, micros] of topFunctions(recorded, units)) {
    progress(`${micros.toFixed(1).padStart(8)}  ${name}`);
  }
}

function progress(line) {
  process.stderr.write(`${line}\n`);
}
