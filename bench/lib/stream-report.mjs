import { DATABASE_NAMES, millis, perSecond, table, verdict } from './table.mjs';

const FAN_OUT_GOAL = 0.7;
const STALLED_GOAL = 1.2;

export function streamReport({ databases }, { subscribers, rate, seconds, rounds, events, idle }) {
  const rows = (cells) => databases.map((result) => [DATABASE_NAMES[result.dialect], ...cells(result)]);
  return [
    `From recording to the last of ${subscribers.toLocaleString('en')} subscribers, each to all accounts, at ${rate} events/s for ${seconds * 2} s:`,
    table(
      ['database', 'events', 'p50 ms', 'p99 ms', 'POST answered: p50 ms', 'p99 ms', 'CPU of the application'],
      rows(({ delivery }) => [
        delivery.events.toLocaleString('en'),
        millis(delivery.p50),
        millis(delivery.p99),
        millis(delivery.writing.p50),
        millis(delivery.writing.p99),
        `${Math.round(delivery.cpuShare * 100)} %`,
      ]),
    ),
    `Fan-out to ${subscribers.toLocaleString('en')} sockets, medians of ${rounds} rounds of ${seconds} s in turn; goal: at least ${FAN_OUT_GOAL} of bare \`ws\`:`,
    table(
      ['database', 'bytes', '`ws`, messages/s', 'Blotter, messages/s', 'Blotter ÷ `ws`'],
      rows(({ fanOut: { bytes, bare, app, ratio } }) => [
        bytes,
        perSecond(bare),
        perSecond(app),
        verdict(ratio, ratio >= FAN_OUT_GOAL),
      ]),
    ),
    `200 readers without and with another one that does not read, at ${rate} events/s, ${databases[0].stalled.rounds} rounds of ${seconds} s each, in turn; goal: p99 below ${STALLED_GOAL} times:`,
    table(
      [
        'database',
        'p99 ms alone',
        'beside it',
        'ratio',
        'alone ÷ alone',
        'POST answered: p99 ms alone',
        'beside it',
      ],
      rows(({ stalled: { alone, beside, chance } }) => [
        millis(alone.p99),
        millis(beside.p99),
        verdict(beside.p99 / alone.p99, beside.p99 < alone.p99 * STALLED_GOAL),
        chance.toFixed(2),
        millis(alone.writing.p99),
        millis(beside.writing.p99),
      ]),
    ),
    `One client catches up with ${events.toLocaleString('en')} events; ${idle.toLocaleString('en')} idle clients, each subscribed to all accounts:`,
    table(
      [
        'database',
        'replay, events/s',
        'MB/s',
        'bytes per event',
        'RSS per client, KB',
        'JavaScript heap',
        'buffers',
      ],
      rows(({ replay, memory }) => [
        perSecond(replay.perSecond),
        replay.megabytes.toFixed(1),
        ((replay.megabytes * 1e6) / replay.perSecond).toFixed(0),
        memory.rss.toFixed(1),
        memory.heap.toFixed(1),
        memory.outside.toFixed(1),
      ]),
    ),
  ].join('\n\n');
}
