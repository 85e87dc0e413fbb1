import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config/config.js';
import { readConfigFor } from '../../src/config/override.js';
import { ConfigurationError, VARIABLES, type VariableName } from '../../src/config/variables.js';
import { maskSecret } from '../../src/database/database-url.js';
import { writeOrRead } from './document.js';

const NAMES = Object.keys(VARIABLES) as VariableName[];

function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('Expected readConfig to refuse');
}

describe('readConfig', () => {
  it('takes the documented defaults from an empty environment', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      adminKey: '',
      corsOrigins: [],
      bodyLimitBytes: 4 * 1024 * 1024,
      trustProxy: false,
      logLevel: 'info',
      database: {
        target: { dialect: 'sqlite', path: 'data/blotter.db' },
        poolSize: 5,
        poolOverflow: 10,
        recycleSeconds: 3600,
        connectAttempts: 3,
        connectRetryMs: 1000,
      },
    });
  });

  it('names every bad variable at once', () => {
    const message = refusal({
      PORT: '99999',
      BLOTTER_TRUST_PROXY: 'yes',
      BLOTTER_LOG_LEVEL: 'loud',
      BLOTTER_ADMIN_KEY: 'short',
      BLOTTER_DB_POOL_SIZE: '2.5',
    });

    expect(message.split('; ')).toEqual([
      'PORT: Expected a whole number from 0 to 65535, was "99999"',
      'BLOTTER_ADMIN_KEY: Expected at least 24 characters, so that the key cannot be guessed',
      'BLOTTER_TRUST_PROXY: Expected one of on, off, was "yes"',
      'BLOTTER_LOG_LEVEL: Expected one of silent, error, warn, info, debug, was "loud"',
      'BLOTTER_DB_POOL_SIZE: Expected a whole number from 1 to 500, was "2.5"',
    ]);
  });

  it('refuses each number outside its range, below and above', () => {
    const numbers = NAMES.filter((name) => /^\d+$/.test(VARIABLES[name].default ?? ''));

    expect(numbers.length).toBeGreaterThan(10);
    for (const name of numbers) {
      expect(refusal({ [name]: '-1' })).toMatch(new RegExp(`^${name}: Expected a whole number`));
      expect(refusal({ [name]: '999999999999' })).toMatch(new RegExp(`^${name}: Expected a whole number`));
    }
  });

  it('does not repeat the admin key that it refuses', () => {
    expect(refusal({ BLOTTER_ADMIN_KEY: 'hunter2' })).not.toContain('hunter2');
  });

  it('trims the list of origins', () => {
    const { corsOrigins } = readConfig({ BLOTTER_CORS_ORIGINS: ' https://a.example , https://b.example,' });

    expect(corsOrigins).toEqual(['https://a.example', 'https://b.example']);
  });
});

describe('the database', () => {
  it('is required in production', () => {
    expect(refusal({ NODE_ENV: 'production' })).toBe(
      'BLOTTER_DATABASE_URL: Expected a database in production, none is set',
    );
    expect(readConfig({ NODE_ENV: 'production', DATABASE_URL: 'sqlite:a.db' }).database.target).toEqual({
      dialect: 'sqlite',
      path: 'a.db',
    });
  });

  it('falls back to DATABASE_URL', () => {
    expect(readConfig({ DATABASE_URL: 'sqlite:fallback.db' }).database.target).toMatchObject({
      path: 'fallback.db',
    });
  });

  it('prefers BLOTTER_DATABASE_URL', () => {
    const environment = { DATABASE_URL: 'sqlite:fallback.db', BLOTTER_DATABASE_URL: 'sqlite:first.db' };

    expect(readConfig(environment).database.target).toMatchObject({ path: 'first.db' });
  });

  it('is the one that a command line names, above all', () => {
    const environment = { NODE_ENV: 'production', BLOTTER_DATABASE_URL: 'sqlite:first.db' };

    expect(readConfigFor('sqlite:named.db', environment).database.target).toMatchObject({ path: 'named.db' });
    expect(readConfigFor(undefined, environment).database.target).toMatchObject({ path: 'first.db' });
  });

  it('cannot be in memory, which keeps no record', () => {
    expect(refusal({ BLOTTER_DATABASE_URL: 'sqlite::memory:' })).toMatch(
      /an in-memory database cannot keep a record/,
    );
    expect(refusal({ BLOTTER_DATABASE_URL: 'sqlite:' })).toMatch(/Expected a file after "sqlite:"/);
  });

  it.each([
    ['mysql://desk:hunter2@db/blotter', 'mysql://desk:***@db/blotter'],
    ['mysql://db/blotter?user=desk&password=hunter2', 'mysql://db/blotter?user=desk&password=***'],
  ])('hides the password when it refuses %s', (url, shown) => {
    const message = refusal({ BLOTTER_DATABASE_URL: url });

    expect(message).toContain(`BLOTTER_DATABASE_URL: Expected postgres://… or sqlite:PATH, was "${shown}`);
    expect(message).not.toContain('hunter2');
  });

  it('is labelled without its password, and reached with it', () => {
    const url = 'postgres://desk:hunter2@db:5432/blotter';

    expect(readConfig({ BLOTTER_DATABASE_URL: url }).database.target).toEqual({
      dialect: 'postgres',
      url,
      label: 'postgres://desk:***@db:5432/blotter',
    });
  });

  // Such characters ought to be percent-encoded; a person who forgot must not find the password in the log.
  it.each(['postgres://desk:hun/ter2@db/blotter', 'postgres://desk:hun@ter2@db/blotter'])(
    'hides a password that is not percent-encoded: %s',
    (url) => {
      expect(maskSecret(url)).toBe('postgres://desk:***@db/blotter');
    },
  );
});

describe('the documentation', () => {
  it('lists every variable in docs/configuration.md as the schema does', async () => {
    const { written, expected } = await writeOrRead('docs/configuration.md');

    expect(written).toBe(expected);
  });

  it('names every variable and no other in .env.example, with its default', () => {
    const lines = readFileSync('.env.example', 'utf8').match(/^# ?[A-Z][A-Z_]+=.*$/gm) ?? [];

    expect(lines.map((line) => line.replace(/^# ?/, '')).sort()).toEqual(
      NAMES.map((name) => `${name}=${VARIABLES[name].default ?? ''}`).sort(),
    );
  });
});
