import { median } from './stats.mjs';
import { DATABASE_NAMES as NAMES, millis, table, verdict } from './table.mjs';

const METRICS_MS = 10;
const BREAKDOWN_MS = 20;
const TIMES_FASTER = 100;

export function metricsReport({ measurements }) {
  const rows = measurements.map(({ dialect, accounts, rows: count, folding, answers, scan }) => {
    const p50 = Object.fromEntries(Object.entries(answers).map(([name, times]) => [name, median(times)]));
    const faster = median(scan) / p50['all-time metrics'];
    return [
      NAMES[dialect],
      count.toLocaleString('en'),
      accounts,
      within(p50['all-time metrics'], METRICS_MS),
      within(p50['metrics of a strategy'], METRICS_MS),
      within(p50['breakdown by strategy'], BREAKDOWN_MS),
      within(p50['breakdown by hour'], BREAKDOWN_MS),
      millis(median(scan)),
      count >= 1_000_000 ? verdict(faster, faster >= TIMES_FASTER) : faster.toFixed(1),
      `${(folding / 1000).toFixed(1)} s`,
    ];
  });
  const head = [
    'database',
    'trades',
    'accounts',
    'metrics p50 ms',
    'of a strategy',
    'by strategy',
    'by hour',
  ];
  return [
    `HTTP, one client, a trade of the day in progress among them; goals: metrics within ${METRICS_MS} ms, a breakdown within ${BREAKDOWN_MS} ms, at a million trades ${TIMES_FASTER} × faster than the SQL that scans them.`,
    table([...head, 'SQL scan ms', 'scan ÷ metrics', 'first read, folding all'], rows),
  ].join('\n\n');
}

function within(value, goal) {
  return `${millis(value)} ${value <= goal ? '✓' : '✗'}`;
}
