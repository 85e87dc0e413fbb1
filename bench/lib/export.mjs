import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { startApp } from './app-process.mjs';
import { ownCpu, processCpu } from './cpu.mjs';
import { residentBytes } from './memory.mjs';
import { topFunctions } from './profile.mjs';
import { AS_APPLICATION, connectPostgres } from './sql.mjs';
import { growTrades, seedTrades } from './trade-load.mjs';

const ROUNDS = 3;
const FETCH = 1000;
const SAMPLE_MS = 20;
const LINE_FEED = 10;
/** The newest of this many trades are exported once before anything is timed. */
const WARM_UP_FROM = '2023-01-05T00:00:00Z';

/** CSV of every trade over HTTP, against the bare driver that reads the same rows and columns in the same order. */
export async function measureExport(workshop, options) {
  const measurements = [];
  const failures = [];
  for (const dialect of options.dialects) {
    const flags = ['fsync=off', 'max_wal_size=8GB', 'maintenance_work_mem=512MB'];
    const database = await workshop.database(dialect, {
      server: 'read',
      flags: flags.flatMap((flag) => ['-c', flag]),
    });
    await seedTrades(workshop, database);
    for (const rows of options.rows) {
      await growTrades(database, rows);
      const measured = await measureSize(workshop, database, options);
      measurements.push({ dialect, rows, ...measured });
      for (const { lines } of measured.exports) {
        if (lines !== measured.rowsInTable + 1) {
          failures.push(
            `${dialect}, ${rows} trades: Expected ${measured.rowsInTable} rows and a header, were ${lines} lines`,
          );
        }
      }
    }
  }
  return { measurements, failures };
}

async function measureSize(workshop, database, options) {
  const app = await startApp(workshop, database, options);
  const driver = await openDriver(database, await exportedColumns(workshop));
  try {
    await download(app, `?entryFrom=${WARM_UP_FROM}&entryTo=2023-01-08T00:00:00Z`);
    const raw = [];
    const exports = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      raw.push(await timed(() => driver.readAll()));
      exports.push(await profiled(app, { ...options, dialect: database.dialect }, () => download(app, '')));
      process.stderr.write(
        `${database.dialect}: driver ${perSecond(raw[round])}/s, export ${perSecond(exports[round])}/s\n`,
      );
    }
    return { raw, exports, rowsInTable: raw[0].rows };
  } finally {
    await Promise.allSettled([app.stop(), driver.close()]);
  }
}

function perSecond({ rows, lines, seconds }) {
  return Math.round((rows ?? lines) / seconds);
}

/** Runs the work under a CPU profile when one is asked for, and prints the functions with the largest self time. */
async function profiled(app, { profile, dialect }, work) {
  if (profile === undefined) {
    return work();
  }
  await app.startProfile();
  const result = await work();
  const recorded = await app.stopProfile();
  mkdirSync(profile, { recursive: true });
  writeFileSync(join(profile, `export-${dialect}.cpuprofile`), JSON.stringify(recorded));
  for (const [name, micros] of topFunctions(recorded, result.lines, 25)) {
    process.stderr.write(`${micros.toFixed(2).padStart(8)} µs/row  ${name}\n`);
  }
  return result;
}

/** Reads the file and counts its lines. The memory of the application is sampled meanwhile. */
async function download(app, query) {
  const before = residentBytes(app.pid);
  const cpuBefore = processCpu(app.pid);
  const peak = watchPeak(app.pid);
  const startedAt = performance.now();
  const { bytes, lines } = await countLines(app, `/api/exports/trades.csv${query}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = (processCpu(app.pid) - cpuBefore) / 1e6;
  return { bytes, lines, seconds, cpuSeconds, before, peak: peak() };
}

/** Samples the memory of a process; the function that it returns ends that and tells the highest. */
function watchPeak(pid) {
  let highest = residentBytes(pid);
  const timer = setInterval(() => {
    highest = Math.max(highest, residentBytes(pid));
  }, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return highest;
  };
}

function countLines({ url, key }, path) {
  return new Promise((resolve, reject) => {
    const request = get(new URL(path, url), { headers: { 'x-api-key': key } }, (response) => {
      let bytes = 0;
      let lines = 0;
      response.on('data', (chunk) => {
        bytes += chunk.length;
        for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
          lines += 1;
        }
      });
      response.on('end', () => {
        if (response.statusCode === 200 && response.complete) {
          resolve({ bytes, lines });
        } else {
          reject(new Error(`Expected a whole file, was ${response.statusCode} with ${bytes} bytes`));
        }
      });
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

/** The columns of the table behind the full layout. */
async function exportedColumns(workshop) {
  const { FULL } = await workshop.load('src/exports/domain/layouts.js');
  const { snakeCase } = await workshop.load('src/common/case.js');
  const properties = new Set(FULL.flatMap(({ needs }) => needs));
  properties.delete('account');
  return [...properties, 'accountId'].map(snakeCase).join(', ');
}

/**
 * The bare driver, one row in memory or a thousand: better-sqlite3 iterates over one statement, pg fetches from a
 * cursor. Both read integers and instants as the application does.
 */
async function openDriver(database, columns) {
  const select = `SELECT ${columns} FROM trades ORDER BY entry_time DESC, trade_id DESC`;
  if (database.dialect === 'sqlite') {
    const connection = new Database(database.path, { readonly: true });
    connection.defaultSafeIntegers(true);
    connection.pragma('cache_size = -65536');
    const statement = connection.prepare(select);
    return {
      readAll: async () => {
        let rows = 0;
        for (const cursor = statement.iterate(); cursor.next().done !== true; rows += 1);
        return rows;
      },
      close: async () => void connection.close(),
    };
  }
  const client = await connectPostgres(database.url, { types: AS_APPLICATION });
  return {
    readAll: async () => {
      await client.query(`BEGIN`);
      await client.query(`DECLARE export_rows NO SCROLL CURSOR FOR ${select}`);
      let rows = 0;
      for (let fetched = FETCH; fetched === FETCH; await setImmediate()) {
        fetched = (await client.query(`FETCH ${FETCH} FROM export_rows`)).rows.length;
        rows += fetched;
      }
      await client.query('COMMIT');
      return rows;
    },
    close: () => client.end(),
  };
}

async function timed(readAll) {
  const startedAt = performance.now();
  const cpuBefore = ownCpu();
  const rows = await readAll();
  const seconds = (performance.now() - startedAt) / 1000;
  return { rows, seconds, cpuSeconds: (ownCpu() - cpuBefore) / 1e6 };
}
