import { loadPackage } from '@nestjs/common/internal';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiKeysService } from '../../src/access/api-keys.service.js';
import { createApplication } from '../../src/bootstrap.js';
import type { Clock } from '../../src/common/clock.js';
import { type Config, readConfig } from '../../src/config/config.js';
import { type Dialect, scratchDatabase, type ScratchDatabase } from './databases.js';

/** A response as the tests read it: `body` is parsed JSON, the text itself for other types, null when empty. */
export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the assertions say what it must be
  body: any;
  headers: Headers;
}

export interface TestApp {
  app: NestFastifyApplication;
  url: string;
  adminKey: string;
  /** Sends the admin key unless `headers` names another one; `'x-api-key': ''` sends none. */
  fetchJson: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  close: () => Promise<void>;
}

export interface AppOverrides extends Partial<Config> {
  clock?: Clock;
  /** Runs on this database, which stays the caller's to drop: for restarts and for two processes on one database. */
  scratch?: ScratchDatabase;
}

const ADMIN_KEY = 'blt_test-admin-key-0000000000000000';

/** The whole application on a database of its own, listening on a free port, as main.ts starts it. */
export async function startApp(dialect: Dialect, overrides: AppOverrides = {}): Promise<TestApp> {
  const { clock, scratch: given, ...config } = overrides;
  await withoutSwaggerAssets();
  const scratch = given ?? (await scratchDatabase(dialect));
  const effective: Config = { ...testConfig(scratch), ...config };
  const app = await createApplication(effective, clock);
  await app.get(ApiKeysService).ensureAdminKey();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    adminKey: effective.adminKey,
    fetchJson: (method, path, body, headers) =>
      send(url + path, method, { body, headers: { 'x-api-key': effective.adminKey, ...headers } }),
    close: async () => {
      await app.close();
      if (given === undefined) {
        await scratch.drop();
      }
    },
  };
}

/**
 * Jest on Node 20 cannot load @fastify/static, which requires ES modules. Nest takes it from a cache of its own; so /docs
 * and /docs/openapi.json are served here as always, only the script and style files of Swagger UI are not.
 */
async function withoutSwaggerAssets(): Promise<void> {
  const serveNothing = (): Promise<void> => Promise.resolve();
  await loadPackage('@fastify/static', 'tests', () => Promise.resolve({ default: serveNothing }));
}

function testConfig(scratch: ScratchDatabase): Config {
  const config = readConfig({
    BLOTTER_DATABASE_URL: scratch.url,
    BLOTTER_ADMIN_KEY: ADMIN_KEY,
    BLOTTER_RATE_LIMIT_PER_MINUTE: '0',
    BLOTTER_WEBHOOK_LIMIT_PER_MINUTE: '0',
    BLOTTER_LOG_LEVEL: 'silent',
  });
  return { ...config, database: scratch.options };
}

/** A text body is sent as it is, anything else as JSON. */
async function send(
  url: string,
  method: string,
  { body, headers }: { body: unknown; headers: Record<string, string> },
): Promise<Answer> {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const contentType = response.headers.get('content-type') ?? '';
  if (contentType.startsWith('text/event-stream')) {
    // It has no end to wait for; test/support/sse.ts reads such a response.
    await response.body?.cancel();
    return { status: response.status, body: null, headers: response.headers };
  }
  const text = await response.text();
  const isJson = contentType.includes('json');
  return {
    status: response.status,
    body: text === '' ? null : isJson ? JSON.parse(text) : text,
    headers: response.headers,
  };
}
