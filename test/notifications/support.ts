import { createHmac } from 'node:crypto';
import { WebhookDispatcher } from '../../src/notifications/webhook-dispatcher.js';
import type {
  WebhookTargetView,
  WebhookTargetWithSecretView,
} from '../../src/notifications/webhook-targets.dto.js';
import { TestClock } from '../access/support.js';
import { type AppOverrides, startApp, type TestApp } from '../support/app.js';
import { aFill } from '../support/builders.js';
import type { Dialect } from '../support/databases.js';
import type { Received } from '../support/receiver.js';

export interface HookApp extends TestApp {
  clock: TestClock;
  dispatcher: WebhookDispatcher;
  /** Lets the dispatcher do everything that is due now. */
  deliver: () => Promise<void>;
  openAccount: (account: string) => Promise<void>;
  /** The number of an account's latest event. */
  seqOf: (account: string) => Promise<number>;
  /** One fill, which is one event. */
  postFill: (account: string, symbol?: string) => Promise<void>;
  createTarget: (fields: {
    account: string;
    url: string;
    [field: string]: unknown;
  }) => Promise<WebhookTargetWithSecretView>;
  readTarget: (targetId: number) => Promise<WebhookTargetView>;
}

/** An application that may call the receivers of the tests, on a clock that the test moves. */
export async function startHookApp(dialect: Dialect, overrides: AppOverrides = {}): Promise<HookApp> {
  const clock = new TestClock();
  const app = await startApp(dialect, { clock, webhookAllowPrivate: true, ...overrides });
  const dispatcher = app.app.get(WebhookDispatcher);
  const expectStatus = async <T>(expected: number, answer: ReturnType<TestApp['fetchJson']>): Promise<T> => {
    const { status, body } = await answer;
    if (status !== expected) {
      throw new Error(`Expected ${expected}, was ${status}: ${JSON.stringify(body)}`);
    }
    return body as T;
  };
  return {
    ...app,
    clock,
    dispatcher,
    deliver: async () => {
      await dispatcher.poll();
      await dispatcher.settled();
    },
    openAccount: async (account) => {
      const fields = { account, name: account, currency: 'USD' };
      await expectStatus(201, app.fetchJson('POST', '/api/accounts', fields));
    },
    seqOf: async (account) => {
      const { body } = await app.fetchJson('GET', `/api/accounts/${account}`);
      return body.eventSeq as number;
    },
    postFill: async (account, symbol = 'MNQ') => {
      await expectStatus(201, app.fetchJson('POST', '/api/fills', aFill({ account, symbol })));
    },
    createTarget: (fields) => expectStatus(201, app.fetchJson('POST', '/api/webhook-targets', fields)),
    readTarget: (targetId) => expectStatus(200, app.fetchJson('GET', `/api/webhook-targets/${targetId}`)),
  };
}

/** The check of docs/outgoing-webhooks.md, written without our own code. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const [, time = '', digest = ''] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['blotter-signature'] ?? '') ?? [];
  return createHmac('sha256', secret).update(`${time}.${body}`).digest('hex') === digest;
}
