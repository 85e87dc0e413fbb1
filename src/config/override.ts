import { type Config, readConfig } from './config.js';

/** The configuration, with the database that a command line names in place of the configured one. */
export function readConfigFor(
  databaseUrl: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  return readConfig(
    databaseUrl === undefined ? environment : { ...environment, BLOTTER_DATABASE_URL: databaseUrl },
  );
}
