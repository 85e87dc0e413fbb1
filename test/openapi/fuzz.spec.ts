import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';

/* The committed OpenAPI document drives the requests: whatever it declares, and whatever it forbids, is tried. */

interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  format?: string;
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}
interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as Document;
const RUNS = Number(process.env.BLOTTER_TEST_FUZZ_RUNS ?? 60);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

describe.each(DIALECTS)('every documented operation on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect);
    for (const mode of ['netting', 'hedging']) {
      await app.fetchJson('POST', '/api/accounts', { account: mode, name: mode, currency: 'USD', mode });
    }
    await app.fetchJson('POST', '/api/trades', {
      ...{ account: 'netting', symbol: 'MNQ', direction: 'LONG', quantity: '1', entryPrice: '100' },
      entryTime: '2026-01-01T00:00:00Z',
    });
  });
  afterAll(() => app.close());

  it.each(operations.map((entry) => [`${entry.method} ${entry.path}`, entry] as const))(
    '%s answers without a server error',
    async (_name, { path, method, operation }) => {
      await fc.assert(
        fc.asyncProperty(requestOf(path, operation), async ({ url, body }) => {
          // The key that the tests run with must survive the run.
          if (method === 'DELETE') {
            return;
          }
          const answer = await app.fetchJson(method, url, body);
          expect(answer.status).toBeLessThan(500);
          expectProblem(answer);
        }),
        { numRuns: RUNS },
      );
    },
    120_000,
  );
});

function expectProblem({ status, body, headers }: Awaited<ReturnType<TestApp['fetchJson']>>): void {
  if (status === 207) {
    const statuses = (body as { status: number; problem?: object }[]).map((item) => item.status);
    expect(statuses.filter((item) => item >= 500)).toEqual([]);
  }
  if (status >= 400) {
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
  }
}

function requestOf(path: string, operation: Operation): fc.Arbitrary<{ url: string; body: unknown }> {
  const parameters = operation.parameters ?? [];
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return fc
    .record({
      path: fc.record(Object.fromEntries(inPath.map(({ name }) => [name, PATH_VALUE]))),
      query: fc.record(
        Object.fromEntries(
          inQuery.map((parameter) => [parameter.name, valueOf(parameter.schema, parameter.name)]),
        ),
        {
          requiredKeys: [],
        },
      ),
      body: schema === undefined ? fc.constant(undefined) : bodyOf(schema),
    })
    .map(({ path: names, query, body }) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name])));
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, textOf(value)]),
      );
      return { url: `${filled}?${search.toString()}`, body };
    });
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

const PATH_VALUE = fc.oneof(
  fc.constantFrom(
    '1',
    '2',
    'netting',
    'MNQ',
    'tradingview',
    '0',
    '-1',
    '9999999999999999999',
    '../etc',
    "1' OR '1'='1",
  ),
  fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((text) => text !== '' && text !== '.' && text !== '..' && text.isWellFormed()),
);

/** Values that have broken parsers, databases and arithmetic before. */
const NASTY = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      0,
      -1,
      1e40,
      1e-40,
      0.1 + 0.2,
      '',
      ' ',
      'NaN',
      'Infinity',
      '1e999',
      '-0',
      '0x10',
      '9'.repeat(400),
    ],
    ...[
      '\u0000',
      '\ud800',
      '\u202e',
      '𝔘',
      "'; DROP TABLE trades; --",
      '%',
      '\\',
      '9999999999999999.999999999999',
    ],
    ...[
      '2026-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59-14:00',
      '2026-01-01T00:00:00',
      [],
      {},
      [[]],
    ],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

function bodyOf(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 8, arbitrary: valueOf(schema, '') },
    { weight: 1, arbitrary: NASTY },
    { weight: 1, arbitrary: fc.array(valueOf(schema.oneOf?.[0] ?? schema, ''), { maxLength: 4 }) },
  );
}

/** Mostly what the schema asks for, so that requests get past validation; sometimes what it forbids. */
function valueOf(schema: Schema, name: string): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: plausible(schema, name) }, { weight: 1, arbitrary: NASTY });
}

const DECIMALS = fc.oneof(
  fc.constantFrom(
    '1',
    '0.01',
    '100.25',
    '15000',
    '9999999999999999',
    '0.000000000001',
    '92233720368.54775807',
    '-5',
  ),
  fc.integer({ min: -1000, max: 100_000 }).map((value) => String(value / 100)),
);

function plausible(schema: Schema, name: string): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    return plausible(document.components.schemas[schema.$ref.split('/').pop() ?? ''] ?? {}, name);
  }
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(
      ([field, inner]) => [field, valueOf(inner, field)] as const,
    );
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  }
  if (schema.enum !== undefined) {
    return fc.constantFrom(...schema.enum);
  }
  if (schema.oneOf !== undefined) {
    const decimal = schema.oneOf.some(({ format }) => format === 'decimal');
    return decimal ? DECIMALS : fc.oneof(...schema.oneOf.map((inner) => plausible(inner, name)));
  }
  if (schema.type === 'array') {
    return fc.array(valueOf(schema.items ?? {}, name), { maxLength: 3 });
  }
  return scalar(schema, name);
}

function scalar(schema: Schema, name: string): fc.Arbitrary<unknown> {
  if (schema.format === 'date-time') {
    return fc
      .date({ min: new Date('2025-01-01'), max: new Date('2026-11-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  switch (schema.type ?? 'string') {
    case 'number':
      return fc.double({ min: 0, max: 5, noNaN: true });
    case 'integer':
      return fc.integer({ min: 1, max: 5 });
    case 'boolean':
      return fc.boolean();
    default:
      return KNOWN_NAMES[name] ?? fc.string({ unit: 'grapheme', maxLength: 30 });
  }
}

/** Names that have to exist for a request to get anywhere. */
const KNOWN_NAMES: Record<string, fc.Arbitrary<unknown>> = {
  account: fc.constantFrom('netting', 'hedging', 'netting', 'nobody'),
  symbol: fc.constantFrom('MNQ', 'EURUSD', 'USDJPY', 'GER40', 'MNQ1!', 'NOPE'),
  currency: fc.constantFrom('USD', 'EUR', 'usd'),
  positionId: fc.constantFrom('1', '2'),
  executionId: fc.integer({ min: 1, max: 500 }).map((number) => `e${number}`),
  replacesExecutionId: fc.integer({ min: 1, max: 500 }).map((number) => `e${number}`),
  clientSignalId: fc.integer({ min: 1, max: 50 }).map((number) => `s${number}`),
  clientTradeId: fc.integer({ min: 1, max: 50 }).map((number) => `t${number}`),
  ticket: fc.integer({ min: 1, max: 50 }).map((number) => `k${number}`),
  venueOrderId: fc.integer({ min: 1, max: 20 }).map((number) => `o${number}`),
};
