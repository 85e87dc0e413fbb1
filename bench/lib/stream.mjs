import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startApp } from './app-process.mjs';
import { startBroadcaster } from './bare-broadcast.mjs';
import { processCpu } from './cpu.mjs';
import { openClients } from './fill-load.mjs';
import { topFunctions } from './profile.mjs';
import { openSql } from './sql.mjs';
import { median, quantile } from './stats.mjs';
import { fillLog, lastMessage, recordSignal, recordSteadily } from './stream-load.mjs';
import { openReaders } from './stream-readers.mjs';

const HTTP_CLIENTS = 32;
const FAST_READERS = 200;
/** recordFill closes a trade with every second fill, which is a second event. */
const EVENTS_PER_FILL = 1.5;
const REPLAYS = 3;
/** A p99 of a few seconds is made by a handful of events: it takes many rounds to tell a stalled reader from chance. */
const STALLED_ROUNDS = 10;

/** How soon, how fast and how cheaply committed events reach their subscribers. */
export async function measureStream(workshop, options) {
  const databases = [];
  for (const dialect of options.dialects) {
    databases.push(await measureDatabase(workshop, dialect, options));
  }
  return { databases, failures: databases.flatMap(({ failures }) => failures) };
}

async function measureDatabase(workshop, dialect, options) {
  const database = await workshop.database(dialect);
  const app = await startApp(workshop, database, { hook: true });
  const clients = await openClients(app, { ...options, clients: HTTP_CLIENTS });
  const sql = await openSql(database);
  const bench = { workshop, dialect, app, clients, sql, options, failures: [] };
  try {
    await recordSteadily(clients, { perSecond: 200, seconds: 3 });
    await sql.query('ANALYZE');
    const delivery = await measureDelivery(bench, options.subscribers, options.seconds * 2);
    progress(
      dialect,
      `last of ${options.subscribers}: p50 ${delivery.p50.toFixed(1)} ms, p99 ${delivery.p99.toFixed(1)} ms`,
    );
    const fanOut = await measureFanOut(bench);
    const stalled = await measureStalled(bench);
    const replay = await measureReplay(bench);
    const memory = await measureMemory(bench);
    return { dialect, delivery, fanOut, stalled, replay, memory, failures: bench.failures };
  } finally {
    await sql.close();
    clients.forEach(({ http }) => http.close());
    await app.stop();
  }
}

/** From the moment an event was recorded, just before its commit, to the last of all subscribers. */
async function measureDelivery(bench, subscribers, seconds, { stalled = 0 } = {}) {
  const { app, clients, sql, options } = bench;
  const readers = await openReaders(app, subscribers + stalled);
  await readers.ask({ command: 'stall', count: stalled });
  await readers.settle();
  await readers.ask({ command: 'time' });
  const before = await cursorsOf(sql);
  const cpu = processCpu(app.pid);
  const startedAt = performance.now();
  const writing = await recordSteadily(clients, { perSecond: options.rate / EVENTS_PER_FILL, seconds });
  const cpuShare = (processCpu(app.pid) - cpu) / 1000 / (performance.now() - startedAt);
  const after = await cursorsOf(sql);
  const events = [...after].reduce((sum, [account, { seq }]) => sum + seq - before.get(account).seq, 0);
  const { reached } = await readers.expect((events * subscribers) / readers.count);
  await reached;
  const { arrivals } = await readers.ask({ command: 'arrivals' });
  const latencies = await latenciesOf(bench, { arrivals, before, after, subscribers });
  if (readers.closed > 0) {
    bench.failures.push(`${bench.dialect}: ${readers.closed} subscribers were dropped`);
  }
  await readers.close();
  return {
    ...summary(latencies),
    ...{ events, cpuShare, latencies },
    writing: { ...summary(writing), latencies: writing },
  };
}

async function latenciesOf(bench, { arrivals, before, after, subscribers }) {
  const latencies = [];
  for (const [account, { id, seq }] of after) {
    const rows = await bench.sql.query(
      'SELECT seq, recorded_at FROM events WHERE account_id = ? AND seq > ?',
      [id, before.get(account).seq],
    );
    for (const row of rows) {
      const { last, count } = arrivals.get(account)?.get(Number(row.seq)) ?? { count: 0 };
      if (count < subscribers) {
        bench.failures.push(
          `${bench.dialect}: event ${row.seq} of ${account} reached ${count} of ${subscribers}`,
        );
      }
      latencies.push(last - Date.parse(row.recorded_at));
    }
    if (rows.length !== seq - before.get(account).seq) {
      bench.failures.push(`${bench.dialect}: the log of ${account} has a gap`);
    }
  }
  return latencies;
}

/** The same events to the same number of sockets, by the application and by bare `ws`, in turn. */
async function measureFanOut(bench) {
  const { workshop, app, clients, options } = bench;
  const writers = clients.slice(0, options.accounts);
  await recordSignal(writers[0]);
  const message = await lastMessage(app, writers[0].account);
  const bare = await startBroadcaster(workshop, message);
  const [toApp, toBare] = [
    await openReaders(app, options.subscribers),
    await openReaders(bare, options.subscribers),
  ];
  await toApp.settle();
  const viaApp = () => repeat(toApp, options, writers.length, () => Promise.all(writers.map(recordSignal)));
  const viaBare = () => repeat(toBare, options, writers.length, () => bare.broadcast(writers.length));
  const rounds = [];
  for (let round = 0; round < options.rounds + 1; round += 1) {
    rounds.push({ bare: await viaBare(), app: await viaApp() });
    const { bare: one, app: other } = rounds.at(-1);
    progress(bench.dialect, `fan-out: bare ${Math.round(one)}/s, application ${Math.round(other)}/s`);
  }
  if (options.profile !== undefined) {
    await profile(bench, viaApp);
  }
  await toApp.close();
  await toBare.close();
  bare.stop();
  // The first round compiles.
  const measured = rounds.slice(1);
  return {
    bytes: Buffer.byteLength(message),
    bare: median(measured.map((round) => round.bare)),
    app: median(measured.map((round) => round.app)),
    ratio: median(measured.map((round) => round.app / round.bare)),
  };
}

/** Sends `events` at a time, waits until every reader has them, and again. Answers messages per second. */
async function repeat(readers, { seconds }, events, send) {
  const startedAt = performance.now();
  let sent = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    const { reached } = await readers.expect(events);
    await send();
    await reached;
    sent += events;
  }
  return (sent * readers.count * 1000) / (performance.now() - startedAt);
}

/** 200 readers with and without another one that does not read; who goes first alternates, since a run warms up. */
async function measureStalled(bench) {
  const measure = (stalled) => measureDelivery(bench, FAST_READERS, bench.options.seconds, { stalled });
  const rounds = { alone: [], beside: [] };
  await measure(0);
  for (let round = 0; round < STALLED_ROUNDS; round += 1) {
    const order = round % 2 === 0 ? ['alone', 'beside'] : ['beside', 'alone'];
    for (const name of order) {
      rounds[name].push(await measure(name === 'beside' ? 1 : 0));
      progress(bench.dialect, `200 readers, ${name}: p99 ${rounds[name].at(-1).p99.toFixed(1)} ms`);
    }
  }
  return {
    alone: pooled(rounds.alone),
    beside: pooled(rounds.beside),
    // The same against itself: what chance alone makes of such a ratio.
    chance: pooled(every(rounds.alone, 1)).p99 / pooled(every(rounds.alone, 0)).p99,
    rounds: STALLED_ROUNDS,
  };
}

function every(rounds, remainder) {
  return rounds.filter((_, index) => index % 2 === remainder);
}

function pooled(rounds) {
  return {
    ...summary(rounds.flatMap(({ latencies }) => latencies)),
    writing: summary(rounds.flatMap(({ writing }) => writing.latencies)),
  };
}

/** One client catches up from the beginning. */
async function measureReplay({ app, clients, sql, options, dialect }) {
  const { account } = clients[0];
  await fillLog(sql, account, options.events);
  const runs = [];
  for (let run = 0; run < REPLAYS; run += 1) {
    const startedAt = performance.now();
    const readers = await openReaders(app, 1, { accounts: [account], since: { [account]: 0 } });
    const { reached } = await readers.expect(options.events);
    await reached;
    const elapsed = (performance.now() - startedAt) / 1000;
    const { bytes } = await readers.ask({ command: 'counts' });
    runs.push({ perSecond: options.events / elapsed, megabytes: bytes / 1e6 / elapsed });
    await readers.close();
    progress(dialect, `replay: ${Math.round(runs.at(-1).perSecond)} events/s`);
  }
  return {
    perSecond: median(runs.map(({ perSecond }) => perSecond)),
    megabytes: median(runs.map(({ megabytes }) => megabytes)),
  };
}

/** What a client costs that has subscribed to everything and hears nothing. */
async function measureMemory({ app, options }) {
  // The first clients bring code and caches that the others share.
  const first = await openReaders(app, 100);
  await first.close();
  const before = await app.memory();
  const readers = await openReaders(app, options.idle);
  const after = await app.memory();
  await readers.close();
  const each = (name) => (after[name] - before[name]) / options.idle / 1024;
  return { rss: each('rss'), heap: each('heapUsed'), outside: each('external') };
}

async function cursorsOf(sql) {
  const rows = await sql.query('SELECT account, account_id, event_seq FROM accounts');
  return new Map(rows.map((row) => [row.account, { id: row.account_id, seq: Number(row.event_seq) }]));
}

async function profile({ app, dialect, options }, viaApp) {
  await app.startProfile();
  const perSecond = await viaApp();
  const recorded = await app.stopProfile();
  mkdirSync(options.profile, { recursive: true });
  writeFileSync(join(options.profile, `${dialect}-stream.cpuprofile`), JSON.stringify(recorded));
  progress(dialect, 'self time in µs per 1,000 messages');
  for (const [name, micros] of topFunctions(recorded, (perSecond * options.seconds) / 1000)) {
    process.stderr.write(`${micros.toFixed(1).padStart(8)}  ${name}\n`);
  }
}

function summary(values) {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}

function progress(dialect, line) {
  process.stderr.write(`${dialect}: ${line}\n`);
}
