import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [record|read|stream|metrics|export] [options]      all when none is named

  --seconds N          length of one measured round of record and stream (5)
  --rounds N           rounds of record and stream, the bare thing and the application in turn (3)
  --clients N          HTTP clients and raw Postgres connections (16)
  --accounts N         accounts that they record to (8)
  --rows A,B           sizes at which read, metrics and export are measured (10000,1000000)
  --iterations N       requests per query of read, each for the service and the raw driver (600)
  --subscribers N      stream: readers of every event (1000)
  --rate N             stream: events per second while the delivery is timed (200)
  --events N           stream: events that one client catches up with (100000)
  --idle N             stream: clients whose memory is measured (2000)
  --database A,B       sqlite, postgres (both)
  --dir DIR            where the databases live (the temporary directory); take a real disk
  --dist DIR           the compiled application (dist)
  --profile DIR        record, stream, export: CPU profile of the application process, and its top functions
  --write FILE         replace the figures in FILE, for example bench/README.md
`;

/** A mistake of the caller: printed without a stack. */
export class UsageError extends Error {
  expected = true;
}

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const SCENARIO_NAMES = ['record', 'read', 'stream', 'metrics', 'export'];
const DIALECTS = ['sqlite', 'postgres'];

export function readOptions(args) {
  const { values, positionals } = parse(args);
  return {
    help: values.help,
    scenarios: subset('scenario', positionals, SCENARIO_NAMES),
    seconds: number('seconds', values.seconds),
    rounds: number('rounds', values.rounds),
    clients: number('clients', values.clients),
    accounts: number('accounts', values.accounts),
    iterations: number('iterations', values.iterations),
    subscribers: number('subscribers', values.subscribers),
    rate: number('rate', values.rate),
    events: number('events', values.events),
    idle: number('idle', values.idle),
    rows: values.rows
      .split(',')
      .map((rows) => number('rows', rows))
      .sort((a, b) => a - b),
    dialects: subset('database', values.database?.split(',') ?? [], DIALECTS),
    dir: resolve(values.dir ?? tmpdir()),
    dist: resolve(values.dist ?? `${REPOSITORY}dist`),
    profile: values.profile === undefined ? undefined : resolve(values.profile),
    write: values.write === undefined ? undefined : resolve(values.write),
  };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        seconds: { type: 'string', default: '5' },
        rounds: { type: 'string', default: '3' },
        clients: { type: 'string', default: '16' },
        accounts: { type: 'string', default: '8' },
        iterations: { type: 'string', default: '600' },
        rows: { type: 'string', default: '10000,1000000' },
        subscribers: { type: 'string', default: '1000' },
        rate: { type: 'string', default: '200' },
        events: { type: 'string', default: '100000' },
        idle: { type: 'string', default: '2000' },
        database: { type: 'string' },
        dir: { type: 'string' },
        dist: { type: 'string' },
        profile: { type: 'string' },
        write: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${USAGE}`);
  }
}

function subset(what, chosen, known) {
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`Expected a ${what} of ${known.join(', ')}, was "${unknown}"\n\n${USAGE}`);
  }
  return chosen.length === 0 ? known : known.filter((name) => chosen.includes(name));
}

function number(name, text) {
  const value = Number(text);
  if (!(value > 0)) {
    throw new UsageError(`Expected a number above 0 for --${name}, was "${text}"`);
  }
  return value;
}
