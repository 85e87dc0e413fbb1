import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadPackage } from '@nestjs/common/internal';
import { check, resolveConfig } from 'prettier';
import { MIGRATIONS } from '../../migrations/index.js';
import { reasonOf } from '../../src/cli/cli-failure.js';
import { createMigration } from '../../src/cli/create-migration.js';
import { runCli } from '../../src/cli/run-cli.js';
import { DialectMigration, both } from '../../src/database/dialect-migration.js';
import { Migrator } from '../../src/database/migrator.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, type ScratchDatabase, optionsFor, scratchDatabase } from '../support/databases.js';

const NAMES = MIGRATIONS.map(({ name }) => name);
const FIRST = NAMES[0]!;
const LATEST = NAMES.at(-1)!;

interface Outcome {
  code: number;
  out: string[];
  error: string[];
}

async function blotter(...argv: string[]): Promise<Outcome> {
  let out = '';
  let error = '';
  const code = await runCli(argv, {
    write: (text) => (out += text),
    writeError: (text) => (error += text),
    environment: {},
  });
  return { code, out: linesOf(out), error: linesOf(error) };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

describe.each(DIALECTS)('blotter db on %s', (dialect) => {
  let scratch: ScratchDatabase;
  const db = (...argv: string[]) => blotter('db', ...argv, '--database-url', scratch.url);

  beforeEach(async () => {
    scratch = await scratchDatabase(dialect);
  });
  afterEach(() => scratch.drop());

  it('init initialises an empty database and is harmless on an initialised one', async () => {
    const first = await db('init');
    const second = await db('init');

    expect(first).toMatchObject({ code: 0, error: [] });
    expect(first.out.slice(0, -1)).toEqual(NAMES.map((name) => `applied  ${name}`));
    expect(second).toMatchObject({ code: 0, error: [] });
    expect(second.out).toEqual([expect.stringMatching(/is already initialised and up to date$/)]);
    expect(await db('check')).toEqual({ code: 0, out: ['No drift'], error: [] });
  });

  it('init creates a database that does not exist', async () => {
    const url = scratch.url.replace(/(\.db)?$/, '_created$1');
    const created = optionsFor(url);

    expect(await blotter('db', 'init', '--database-url', url)).toMatchObject({ code: 0, error: [] });
    expect(await byHand(created, 'SELECT symbol FROM instruments')).toHaveLength(59);

    if (dialect === 'postgres') {
      await byHand(scratch.options, `DROP DATABASE ${basename(url)}`);
    }
  });

  it('upgrade --to stops there, and upgrade applies the rest', async () => {
    expect(await db('upgrade', '--to', FIRST)).toEqual({ code: 0, out: [`applied  ${FIRST}`], error: [] });

    expect((await db('upgrade')).out).toEqual(NAMES.slice(1).map((name) => `applied  ${name}`));
    expect(await db('upgrade')).toEqual({ code: 0, out: ['Nothing to apply'], error: [] });
  });

  it('downgrade reverts the latest migration, --to everything after it, --to base everything', async () => {
    await db('init');

    expect((await db('downgrade')).out).toEqual([`reverted  ${LATEST}`]);

    await db('downgrade', '--to', FIRST.slice(-13));
    expect(await byHand(scratch.options, 'SELECT symbol FROM instruments')).toEqual([]);
    await expect(byHand(scratch.options, 'SELECT 1 FROM trades')).rejects.toThrow(/trades/);
    expect(await byHand(scratch.options, 'SELECT account FROM accounts')).toEqual([]);

    expect((await db('downgrade', '--to', 'base')).out).toEqual([`reverted  ${FIRST}`]);
    await expect(byHand(scratch.options, 'SELECT 1 FROM accounts')).rejects.toThrow(/accounts/);
    expect(await db('downgrade')).toEqual({ code: 0, out: ['Nothing to revert'], error: [] });
  });

  it('current lists each migration with its state', async () => {
    await db('upgrade', '--to', FIRST);

    expect((await db('current')).out).toEqual([
      `applied  ${FIRST}`,
      ...NAMES.slice(1).map((name) => `pending  ${name}`),
      `Current: ${FIRST}`,
    ]);
  });

  it('check fails and prints the statements when the schema was changed by hand', async () => {
    await db('init');
    await byHand(scratch.options, 'ALTER TABLE accounts ADD COLUMN nickname varchar(40)');

    const { code, out, error } = await db('check');

    expect(code).toBe(1);
    expect(out.join('\n')).toMatch(
      dialect === 'postgres' ? /DROP COLUMN "nickname"/ : /"temporary_accounts"/,
    );
    expect(error).toEqual([
      expect.stringMatching(/^blotter: The schema is not current: \d+ statements away from the entities$/),
    ]);
  });

  it('check fails and names what is pending after a downgrade', async () => {
    await db('init');
    await db('downgrade');

    const { code, out, error } = await db('check');
    expect(code).toBe(1);
    expect(out[0]).toBe(`pending  ${LATEST}`);
    expect(error).toEqual([expect.stringMatching(/^blotter: The schema is not current: 1 pending/)]);
  });

  it('names the migrations it knows when asked for another one', async () => {
    const { code, error } = await db('upgrade', '--to', 'nonsense');

    expect(code).toBe(1);
    expect(error).toEqual([expect.stringMatching(/^blotter: Expected one of .*, was "nonsense"$/)]);
  });
});

describe('blotter', () => {
  it('refuses a malformed database URL in one line that hides the password', async () => {
    expect(await blotter('db', 'current', '--database-url', 'mysql://desk:hunter2@db/blotter')).toEqual({
      code: 1,
      out: [],
      error: [
        'blotter: BLOTTER_DATABASE_URL: Expected postgres://… or sqlite:PATH, was "mysql://desk:***@db/blotter"',
      ],
    });
  });

  it('reports an unreachable Postgres in one line that hides the password', async () => {
    const url = 'postgres://desk:hunter2@127.0.0.1:1/blotter';

    expect(await blotter('db', 'init', '--database-url', url)).toEqual({
      code: 1,
      out: [],
      error: [
        'blotter: Cannot use postgres://desk:***@127.0.0.1:1/blotter: connect ECONNREFUSED 127.0.0.1:1',
      ],
    });
  });

  it('does not answer a mistyped path with a new SQLite file', async () => {
    const path = join(tmpdir(), 'blotter-no-such-folder', 'typo.db');

    expect(await blotter('db', 'current', '--database-url', `sqlite:${path}`)).toEqual({
      code: 1,
      out: [],
      error: [`blotter: No database at sqlite:${path}; "blotter db init" creates it`],
    });
  });

  it('makes one line without secrets of any error', () => {
    expect(reasonOf(new Error('Cannot reach\n  postgres://desk:hunter2@db/blotter'))).toBe(
      'Cannot reach postgres://desk:***@db/blotter',
    );
    expect(reasonOf(new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1')]))).toBe(
      'refused ::1, refused 127.0.0.1',
    );
  });

  it('tells wrong usage from failure, without echoing a password', async () => {
    expect(await blotter('postgres://desk:hunter2@db/blotter')).toEqual({
      code: 2,
      out: [],
      error: ["error: unknown command 'postgres://desk:***@db/blotter'"],
    });
    expect((await blotter('db', 'upgrade', '--to', '')).code).toBe(2);
    expect((await blotter('db', 'create')).code).toBe(2);
    expect((await blotter('openapi')).code).toBe(2);
  });

  it('prints help with examples, and the version', async () => {
    const help = await blotter('db', '--help');

    expect(help).toMatchObject({ code: 0, error: [] });
    expect(help.out).toEqual(
      expect.arrayContaining(['Examples:', expect.stringContaining('user:password@host')]),
    );
    expect(await blotter('--version')).toMatchObject({ code: 0, out: ['0.1.0'] });
  });
});

/** Takes away what the entities have, so that there is something to generate. */
class LoseBrokerAndIndex1999999999998 extends DialectMigration {
  readonly name = 'LoseBrokerAndIndex1999999999998';
  readonly statements = {
    up: both(['ALTER TABLE accounts DROP COLUMN broker', 'DROP INDEX idx_events_recorded_at']),
    down: both([
      'ALTER TABLE accounts ADD COLUMN broker varchar(100)',
      'CREATE INDEX idx_events_recorded_at ON events (recorded_at)',
    ]),
  };
}

class LoseIndex1999999999998 extends DialectMigration {
  readonly name = 'LoseIndex1999999999998';
  readonly statements = {
    up: both(['DROP INDEX idx_events_recorded_at']),
    down: both(['CREATE INDEX idx_events_recorded_at ON events (recorded_at)']),
  };
}

describe('blotter db create', () => {
  const lacking = [...MIGRATIONS, LoseBrokerAndIndex1999999999998];
  let repository: string;
  let folder: string;
  let file: string;
  let generated: (typeof MIGRATIONS)[number];

  const create = (name: string, migrations: typeof MIGRATIONS) =>
    createMigration({ name, migrations, folder, print: () => undefined });

  beforeAll(async () => {
    process.env.BLOTTER_SCRATCH_POSTGRES_URL = process.env.BLOTTER_TEST_POSTGRES_URL;
    repository = mkdtempSync(join(tmpdir(), 'blotter-create-'));
    // The generated file imports from ../src.
    symlinkSync(resolve('src'), join(repository, 'src'));
    folder = join(repository, 'migrations');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.ts'), readFileSync('migrations/index.ts'));

    file = (await create('Bring back broker', lacking))!;
    const exported = (await import(file)) as Record<string, (typeof MIGRATIONS)[number]>;
    generated = Object.values(exported)[0]!;
  });
  afterAll(() => {
    delete process.env.BLOTTER_SCRATCH_POSTGRES_URL;
    rmSync(repository, { recursive: true, force: true });
  });

  it('names file and class after the change and a time later than every other migration', () => {
    expect(basename(file)).toBe('1999999999999-bring-back-broker.ts');
    expect(generated.name).toBe('BringBackBroker1999999999999');
  });

  it('adds the migration at the end of index.ts', () => {
    const index = readFileSync(join(folder, 'index.ts'), 'utf8');

    expect(index).toContain(`import { ${generated.name} } from './${basename(file, '.ts')}.js';`);
    expect(index).toContain(`  ${LATEST},\n  ${generated.name},\n];`);
  });

  it('writes files that Prettier would not change', async () => {
    const style = { ...(await resolveConfig(resolve('package.json'))), parser: 'typescript' };

    for (const path of [file, join(folder, 'index.ts')]) {
      expect(await check(readFileSync(path, 'utf8'), style)).toBe(true);
    }
  });

  it('writes statements once when they read the same on both databases', async () => {
    const path = await create('bring back index', [...MIGRATIONS, LoseIndex1999999999998]);

    expect(readFileSync(path!, 'utf8')).toMatch(
      /up: both\(\[`CREATE INDEX "idx_events_recorded_at" ON "events" \("recorded_at"\)`\]\),\n +down: both\(\[`DROP INDEX "idx_events_recorded_at"`\]\),/,
    );
  });

  it('writes nothing when the migrations lead to the entities', async () => {
    const printed: string[] = [];

    expect(
      await createMigration({
        name: 'nothing',
        migrations: MIGRATIONS,
        folder,
        print: (line) => printed.push(line),
      }),
    ).toBeNull();
    expect(printed).toEqual([expect.stringMatching(/^No drift/)]);
  });

  it('refuses a name that no class can have', async () => {
    await expect(create('2nd try', lacking)).rejects.toThrow(/Expected a name that begins with a letter/);
  });

  describe.each(DIALECTS)('run on %s', (dialect) => {
    let scratch: ScratchDatabase;
    let migrator: Migrator;
    let before: object[];

    beforeAll(async () => {
      scratch = await scratchDatabase(dialect);
      await new Migrator(scratch.options, lacking).upgrade();
      await insertHistory(scratch);
      before = await history(scratch);
      migrator = new Migrator(scratch.options, [...lacking, generated]);
    });
    afterAll(() => scratch.drop());

    it('leaves no drift, and keeps the rows of the tables it rebuilds', async () => {
      expect(await migrator.upgrade()).toEqual([generated.name]);

      expect((await migrator.drift()).up).toEqual([]);
      expect(await history(scratch)).toEqual(before);
      expect(before).toHaveLength(6);
      expect(await danglingReferences(scratch)).toEqual([]);
    });

    it('keeps them when it is reverted', async () => {
      expect(await migrator.downgrade()).toEqual([generated.name]);

      expect(await history(scratch)).toEqual(before);
      expect(await danglingReferences(scratch)).toEqual([]);
    });
  });
});

/** Two accounts with three snapshots each: parents whose table is rebuilt, and their children. */
async function insertHistory(scratch: ScratchDatabase): Promise<void> {
  for (const account of [1, 2]) {
    await byHand(
      scratch.options,
      `INSERT INTO accounts (account, name, currency, mode, time_zone, day_start, is_active, event_seq, version,
         created_at, updated_at)
       VALUES ('desk-${account}', 'Desk', 'USD', 'netting', 'UTC', '00:00', TRUE, 0, 1,
         '2026-03-02T09:00:00.000001Z', '2026-03-02T09:00:00.000001Z')`,
    );
    for (const snapshot of [1, 2, 3]) {
      await byHand(
        scratch.options,
        `INSERT INTO account_snapshots (account_id, client_snapshot_id, balance, equity, snapshot_time, recorded_at, facts)
         VALUES (${account}, 's${snapshot}', 100${snapshot}, 99, '2026-03-0${snapshot}T17:00:00.000000Z',
           '2026-03-09T00:00:00.000000Z', '{}')`,
      );
    }
  }
}

function history(scratch: ScratchDatabase): Promise<object[]> {
  return byHand(
    scratch.options,
    `SELECT a.account_id, a.account, a.name, a.mode, a.is_active, a.created_at, s.*
     FROM accounts a JOIN account_snapshots s ON s.account_id = a.account_id ORDER BY s.snapshot_id`,
  );
}

/** Postgres never lets one appear; SQLite does while its foreign keys are off. */
async function danglingReferences(scratch: ScratchDatabase): Promise<object[]> {
  return scratch.options.target.dialect === 'sqlite'
    ? byHand(scratch.options, 'PRAGMA foreign_key_check')
    : [];
}

// Jest on Node 20 cannot load @fastify/static, which requires ES modules; Nest takes it from a cache of its own.
beforeAll(async () => {
  const serveNothing = (): Promise<void> => Promise.resolve();
  await loadPackage('@fastify/static', 'tests', () => Promise.resolve({ default: serveNothing }));
});

describe.each(DIALECTS)('blotter keys on %s', (dialect) => {
  let scratch: ScratchDatabase;
  const keys = (...argv: string[]) => blotter('keys', ...argv, '--database-url', scratch.url);

  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
  });
  afterAll(() => scratch.drop());

  it('create prints the secret once, and list never', async () => {
    const { code, out, error } = await keys('create', '--name', 'ninja', '--scopes', 'read, record');
    const secret = out[0]!;

    expect(code).toBe(0);
    expect(out).toHaveLength(1);
    expect(error).toEqual([expect.stringMatching(/^Key 1\. Store this key now/)]);
    const listed = await keys('list');
    expect(listed.out).toEqual([
      expect.stringMatching(/^1\t\S+\tactive\tread,record\tall accounts\t\S+Z\tninja$/),
    ]);
    expect(listed.out[0]).not.toContain(secret);
  });

  it('revoke ends a key', async () => {
    expect(await keys('revoke', '1')).toEqual({ code: 0, out: ['Key 1 is revoked'], error: [] });

    expect((await keys('list')).out).toEqual([expect.stringContaining('revoked')]);
    expect(await keys('revoke', '99')).toEqual({
      code: 1,
      out: [],
      error: ['blotter: No API key has this id (key_not_found)'],
    });
  });

  it('refuses unknown scopes and accounts', async () => {
    expect(await keys('create', '--name', 'x', '--scopes', 'write')).toMatchObject({
      code: 1,
      error: ['blotter: Expected one or more of read, record, trade, admin (validation_failed)'],
    });
    expect(await keys('create', '--name', 'x', '--scopes', 'read', '--accounts', 'nobody')).toMatchObject({
      code: 1,
      error: ['blotter: Expected existing accounts, was "nobody" (validation_failed)'],
    });
    expect((await keys('create', '--name', 'x'.repeat(121), '--scopes', 'read')).error).toEqual([
      expect.stringMatching(/^blotter: name: .* \(validation_failed\)$/),
    ]);
    expect((await keys('create', '--name', 'x')).code).toBe(2);
    expect((await keys('revoke', 'ninja')).code).toBe(2);
  });
});

describe('blotter openapi', () => {
  it('writes the document and tells a stale file from a current one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blotter-openapi-test-'));
    const file = join(folder, 'openapi.json');

    expect(await blotter('openapi', '--check', file)).toMatchObject({
      code: 1,
      error: [`blotter: No file ${file}; "npm run openapi" writes it`],
    });
    expect(await blotter('openapi', '--write', file)).toMatchObject({ code: 0, error: [] });
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      openapi: expect.stringMatching(/^3\./),
      info: { title: 'Blotter' },
    });
    expect(text.endsWith('}\n')).toBe(true);
    expect(await blotter('openapi', '--check', file)).toMatchObject({ code: 0, error: [] });

    writeFileSync(file, text.replace('Blotter', 'Smudge'));
    expect(await blotter('openapi', '--check', file)).toMatchObject({
      code: 1,
      error: [`blotter: ${file} is stale; "npm run openapi" rewrites it`],
    });
    rmSync(folder, { recursive: true, force: true });
  });
});
