import { maskSecret, parseDatabaseUrl } from '../database/database-url.js';
import type { DatabaseOptions } from '../database/options.js';
import { ConfigurationError, VARIABLES, type VariableName, type VariableValues } from './variables.js';

/** The effective configuration. The only reader of the environment is `readConfig`. */
export interface Config {
  host: string;
  port: number;
  adminKey: string;
  corsOrigins: string[];
  bodyLimitBytes: number;
  rateLimitPerMinute: number;
  webhookLimitPerMinute: number;
  webhookAllowPrivate: boolean;
  webhookPauseAfterHours: number;
  trustProxy: boolean;
  clockSkewSeconds: number;
  /** 0 keeps every event. */
  eventRetentionDays: number;
  logLevel: string;
  database: DatabaseOptions;
}

/** Injection token of the configuration. */
export const CONFIG = Symbol('config');

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks every variable. Throws one ConfigurationError that names every bad one. */
export function readConfig(environment: Environment = process.env): Config {
  const problems: string[] = [];
  const values = readVariables(environment, problems);
  const database = problems.length === 0 ? readDatabase(environment, values, problems) : null;
  if (database === null || problems.length > 0) {
    throw new ConfigurationError(problems.join('; '));
  }
  return {
    host: values.HOST,
    port: values.PORT,
    adminKey: values.BLOTTER_ADMIN_KEY,
    corsOrigins: values.BLOTTER_CORS_ORIGINS,
    bodyLimitBytes: values.BLOTTER_BODY_LIMIT_BYTES,
    rateLimitPerMinute: values.BLOTTER_RATE_LIMIT_PER_MINUTE,
    webhookLimitPerMinute: values.BLOTTER_WEBHOOK_LIMIT_PER_MINUTE,
    webhookAllowPrivate: values.BLOTTER_WEBHOOK_ALLOW_PRIVATE,
    webhookPauseAfterHours: values.BLOTTER_WEBHOOK_PAUSE_AFTER_HOURS,
    trustProxy: values.BLOTTER_TRUST_PROXY,
    clockSkewSeconds: values.BLOTTER_CLOCK_SKEW_SECONDS,
    eventRetentionDays: values.BLOTTER_EVENT_RETENTION_DAYS,
    logLevel: values.BLOTTER_LOG_LEVEL,
    database,
  };
}

function readVariables(environment: Environment, problems: string[]): VariableValues {
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const name of Object.keys(VARIABLES) as VariableName[]) {
    const variable = VARIABLES[name];
    try {
      values[name] = variable.read(environment[name] ?? variable.default ?? '');
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  return values as VariableValues;
}

function readDatabase(
  environment: Environment,
  values: VariableValues,
  problems: string[],
): DatabaseOptions | null {
  const given = environment.BLOTTER_DATABASE_URL ?? environment.DATABASE_URL;
  if (given === undefined && environment.NODE_ENV === 'production') {
    problems.push('BLOTTER_DATABASE_URL: Expected a database in production, none is set');
    return null;
  }
  try {
    return databaseOptions(given ?? values.BLOTTER_DATABASE_URL, values);
  } catch (error) {
    problems.push(`BLOTTER_DATABASE_URL: ${maskSecret((error as Error).message)}`);
    return null;
  }
}

function databaseOptions(url: string, values: VariableValues): DatabaseOptions {
  return {
    target: parseDatabaseUrl(url),
    poolSize: values.BLOTTER_DB_POOL_SIZE,
    poolOverflow: values.BLOTTER_DB_POOL_OVERFLOW,
    recycleSeconds: values.BLOTTER_DB_POOL_RECYCLE_SECONDS,
    prePingIdleMs: values.BLOTTER_DB_PRE_PING_IDLE_MS,
    statementTimeoutMs: values.BLOTTER_DB_STATEMENT_TIMEOUT_MS,
    slowQueryMs: values.BLOTTER_DB_SLOW_QUERY_MS,
    connectAttempts: values.BLOTTER_DB_CONNECT_ATTEMPTS,
    connectRetryMs: values.BLOTTER_DB_CONNECT_RETRY_MS,
  };
}
