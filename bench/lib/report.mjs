import { median, quantile } from './stats.mjs';
import { DATABASE_NAMES as NAMES, millis, perSecond, table, verdict } from './table.mjs';

const RECORD_GOAL = 0.5;
const READ_GOAL = 2;
const EXPORT_GOAL = 0.5;
const MEGABYTE = 1024 * 1024;

export function recordingReport({ databases }, { clients, accounts, rounds, seconds }) {
  const rows = databases.map(({ dialect, raw, application }) => {
    const latencies = application.flatMap((round) => round.latencies);
    const ratio = rateOf(application) / rateOf(raw);
    return [
      NAMES[dialect],
      perSecond(rateOf(raw)),
      perSecond(rateOf(application)),
      verdict(ratio, ratio >= RECORD_GOAL),
      millis(quantile(latencies, 0.5)),
      millis(quantile(latencies, 0.99)),
      millis(quantile(latencies, 1)),
    ];
  });
  const cpu = databases.map(({ dialect, raw, application }) => [
    NAMES[dialect],
    micros(application, 'app'),
    micros(application, 'server'),
    micros(application, 'bench'),
    micros(raw, 'bench'),
    micros(raw, 'server'),
  ]);
  return [
    `${clients} clients on ${accounts} accounts; medians of ${rounds} rounds of ${seconds} s, bare driver and application in turn; goal: at least ${RECORD_GOAL} of the bare driver.`,
    table(
      ['database', 'driver, fills/s', 'Blotter, fills/s', 'Blotter ÷ driver', 'p50 ms', 'p99 ms', 'max ms'],
      rows,
    ),
    'CPU time per fill in µs:',
    table(['database', 'Blotter', 'its server', 'load generator', 'bare driver', 'its server'], cpu),
    ...databases.map(recordedNote),
  ].join('\n\n');
}

function recordedNote({ dialect, recorded, failures, pipelined }) {
  const checked = failures.length === 0 ? 'each is stored once, events gapless per account' : 'CHECK FAILED';
  const piped =
    pipelined === null
      ? ''
      : ` For information: the bare driver in pipeline mode, one round trip instead of four, ${perSecond(pipelined.perSecond)}/s.`;
  return `${NAMES[dialect]}: ${recorded.toLocaleString('en')} fills answered with 201; ${checked}.${piped}`;
}

function rateOf(rounds) {
  return median(rounds.map((round) => round.perSecond));
}

function micros(rounds, name) {
  const value = median(rounds.map((round) => round.cpu[name]));
  return value === 0 ? '–' : value.toFixed(0);
}

export function readingReport({ measurements }, { iterations }) {
  const rows = measurements.map(({ dialect, rows: count, query, service, raw, http, plan }) => {
    const ratio = median(service) / median(raw);
    return [
      NAMES[dialect],
      count.toLocaleString('en'),
      query,
      millis(median(raw)),
      millis(quantile(raw, 0.99)),
      millis(median(service)),
      millis(quantile(service, 0.99)),
      verdict(ratio, ratio <= READ_GOAL),
      millis(median(http)),
      plan,
    ];
  });
  const head = [
    'database',
    'trades',
    '20 newest',
    'driver p50 ms',
    'p99',
    'Blotter p50 ms',
    'p99',
    'Blotter ÷ driver',
  ];
  return [
    `${iterations} requests per line, bare driver and service in turn within one process; goal: at most ${READ_GOAL} × the bare driver. HTTP is one client on a process of its own.`,
    table([...head, 'HTTP p50 ms', 'index'], rows),
  ].join('\n\n');
}

export function exportReport({ measurements }) {
  const rows = measurements.map(({ dialect, rows: count, raw, exports, rowsInTable }) => {
    const driver = median(raw.map(({ seconds }) => rowsInTable / seconds));
    const blotter = median(exports.map(({ seconds }) => rowsInTable / seconds));
    const [{ before, bytes }] = exports;
    return [
      NAMES[dialect],
      count.toLocaleString('en'),
      perSecond(driver),
      perSecond(blotter),
      verdict(blotter / driver, blotter / driver >= EXPORT_GOAL),
      megabytes(bytes),
      megabytes(bytes / exports[0].seconds),
      megabytes(before),
      megabytes(Math.max(...exports.map(({ peak }) => peak))),
      cpuPerRow(raw, rowsInTable),
      cpuPerRow(exports, rowsInTable),
    ];
  });
  const head = [
    'database',
    'trades',
    'driver, rows/s',
    'Blotter, rows/s',
    'Blotter ÷ driver',
    'file MB',
    'MB/s',
  ];
  return [
    `CSV of all trades in the full layout over HTTP, medians of three rounds, bare driver and application in turn; goal: at least ${EXPORT_GOAL} of the bare driver. RSS is the application's resident memory before the first export and its highest during all three.`,
    table([...head, 'RSS before MB', 'RSS peak MB', 'driver CPU µs/row', 'Blotter CPU µs/row'], rows),
  ].join('\n\n');
}

function cpuPerRow(rounds, rows) {
  return (median(rounds.map(({ cpuSeconds }) => cpuSeconds / rows)) * 1e6).toFixed(1);
}

function megabytes(bytes) {
  return (bytes / MEGABYTE).toFixed(0);
}
