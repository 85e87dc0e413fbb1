/**
 * The configuration schema: one line of documentation and a default per variable. A test compares docs/configuration.md
 * and .env.example with this list; `BLOTTER_WRITE_DOCS=1 npm test -- test/config` rewrites the former.
 */
export interface Variable<T> {
  doc: string;
  default: string | null;
  read: (text: string) => T;
}

export class ConfigurationError extends Error {}

const text = (raw: string): string => raw;

function integer(min: number, max: number): (raw: string) => number {
  return (raw) => {
    const value = Number(raw);
    if (!/^-?\d+$/.test(raw) || value < min || value > max) {
      throw new ConfigurationError(`Expected a whole number from ${min} to ${max}, was "${raw}"`);
    }
    return value;
  };
}

function choice<T extends string>(choices: readonly T[]): (raw: string) => T {
  return (raw) => {
    const value = choices.find((candidate) => candidate === raw);
    if (value === undefined) {
      throw new ConfigurationError(`Expected one of ${choices.join(', ')}, was "${raw}"`);
    }
    return value;
  };
}

function list(raw: string): string[] {
  return raw
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function adminKey(raw: string): string {
  if (raw !== '' && raw.length < 24) {
    throw new ConfigurationError('Expected at least 24 characters, so that the key cannot be guessed');
  }
  return raw;
}

function flag(raw: string): boolean {
  return choice(['on', 'off'] as const)(raw) === 'on';
}

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** Every variable, by name. A variable without a default is optional and reads as an empty string. */
export const VARIABLES = {
  HOST: { doc: 'Address to listen on.', default: '127.0.0.1', read: text },
  PORT: { doc: 'Port to listen on; 0 takes a free one.', default: '3000', read: integer(0, 65_535) },
  BLOTTER_DATABASE_URL: {
    doc: 'postgres://user:password@host:5432/name or sqlite:PATH. DATABASE_URL is read when this is not set. Required when NODE_ENV is production.',
    default: 'sqlite:data/blotter.db',
    read: text,
  },
  BLOTTER_ADMIN_KEY: {
    doc: 'Presets the admin API key of the first start, at least 24 characters. Otherwise one is made and printed once.',
    default: null,
    read: adminKey,
  },
  BLOTTER_CORS_ORIGINS: {
    doc: 'Comma-separated origins whose pages may call the API, e.g. https://desk.example. None by default.',
    default: '',
    read: list,
  },
  BLOTTER_BODY_LIMIT_BYTES: {
    doc: 'Largest request body.',
    default: '4194304',
    read: integer(1024, 104_857_600),
  },
  BLOTTER_RATE_LIMIT_PER_MINUTE: {
    doc: 'Requests per minute and API key (or address, without a key); 0 turns the limit off.',
    default: '6000',
    read: integer(0, 10_000_000),
  },
  BLOTTER_WEBHOOK_LIMIT_PER_MINUTE: {
    doc: 'Webhook calls per minute and token; 0 turns the limit off.',
    default: '120',
    read: integer(0, 10_000_000),
  },
  BLOTTER_WEBHOOK_ALLOW_PRIVATE: {
    doc: 'on lets outgoing webhooks call private and loopback addresses, the latter also by plain http. For tests, and for receivers in your own network.',
    default: 'off',
    read: flag,
  },
  BLOTTER_WEBHOOK_PAUSE_AFTER_HOURS: {
    doc: 'An outgoing webhook whose every attempt failed for this long is paused until somebody resumes it.',
    default: '72',
    read: integer(1, 8760),
  },
  BLOTTER_TRUST_PROXY: {
    doc: 'on when a reverse proxy sets X-Forwarded-For; otherwise the header is ignored.',
    default: 'off',
    read: flag,
  },
  BLOTTER_CLOCK_SKEW_SECONDS: {
    doc: 'How far in the future a reported time may lie before it is refused.',
    default: '60',
    read: integer(0, 86_400),
  },
  BLOTTER_EVENT_RETENTION_DAYS: {
    doc: 'Events older than this are deleted from the log of the live stream; 0 keeps them all. Trades, fills and signals stay.',
    default: '365',
    read: integer(0, 36_500),
  },
  BLOTTER_LOG_LEVEL: {
    doc: 'silent, error, warn, info or debug.',
    default: 'info',
    read: choice(LOG_LEVELS),
  },
  BLOTTER_DB_POOL_SIZE: { doc: 'Postgres connections kept open.', default: '5', read: integer(1, 500) },
  BLOTTER_DB_POOL_OVERFLOW: {
    doc: 'Postgres connections opened beyond the pool under load.',
    default: '10',
    read: integer(0, 500),
  },
  BLOTTER_DB_POOL_RECYCLE_SECONDS: {
    doc: 'Age at which a Postgres connection is replaced.',
    default: '3600',
    read: integer(1, 604_800),
  },
  BLOTTER_DB_PRE_PING_IDLE_MS: {
    doc: 'A connection idle for longer is tried with SELECT 1 before use.',
    default: '5000',
    read: integer(0, 3_600_000),
  },
  BLOTTER_DB_STATEMENT_TIMEOUT_MS: {
    doc: 'Postgres statements are cancelled after this time; 0 never.',
    default: '30000',
    read: integer(0, 3_600_000),
  },
  BLOTTER_DB_SLOW_QUERY_MS: {
    doc: 'Statements slower than this are logged as warnings; 0 never.',
    default: '500',
    read: integer(0, 3_600_000),
  },
  BLOTTER_DB_CONNECT_ATTEMPTS: {
    doc: 'Attempts to reach the database at start.',
    default: '3',
    read: integer(1, 1000),
  },
  BLOTTER_DB_CONNECT_RETRY_MS: {
    doc: 'Pause between these attempts.',
    default: '1000',
    read: integer(0, 60_000),
  },
} satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof VARIABLES;
export type VariableValues = { [Name in VariableName]: ReturnType<(typeof VARIABLES)[Name]['read']> };
