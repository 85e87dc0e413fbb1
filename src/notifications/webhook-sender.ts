import { lookup } from 'node:dns/promises';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { OnApplicationShutdown } from '@nestjs/common';
import { VERSION } from '../common/version.js';
import type { SendOutcome } from './domain/send-outcome.js';
import { guardedLookup, refusalOf, type Resolve } from './target-url.js';

/** One signed message on its way. */
export interface Delivery {
  url: string;
  body: string;
  signature: string;
  /** "account:seq", the same for every attempt. */
  eventId: string;
  attempt: number;
}

export interface SenderOptions {
  allowPrivate: boolean;
  timeoutMs?: number;
  /** Certificate authorities in place of the system's. */
  ca?: string;
  resolve?: Resolve;
}

const TIMEOUT_MS = 10_000;
/** Nobody reads the answer; this much is taken in so that the connection can serve the next request. */
const MAX_ANSWER_BYTES = 1024;
/** Below the five seconds after which common servers close a connection that idles. */
const IDLE_MS = 4000;

const resolveAll: Resolve = (hostname) => lookup(hostname, { all: true });

/** Sends messages to foreign servers. Never throws, never follows a redirect, never calls an address that is not allowed. */
export class WebhookSender implements OnApplicationShutdown {
  readonly #underWay = new Set<ClientRequest>();
  readonly #agents: Record<string, http.Agent>;
  readonly #timeoutMs: number;
  readonly #resolve: Resolve;
  readonly #allowPrivate: boolean;

  constructor({ allowPrivate, timeoutMs = TIMEOUT_MS, ca, resolve = resolveAll }: SenderOptions) {
    this.#allowPrivate = allowPrivate;
    this.#timeoutMs = timeoutMs;
    this.#resolve = resolve;
    this.#agents = {
      'http:': new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
      'https:': new https.Agent({ keepAlive: true, timeout: IDLE_MS, ca }),
    };
  }

  async send(delivery: Delivery): Promise<SendOutcome> {
    // Again at each call: the rules may have become stricter, and Node resolves no name for a literal address.
    const refusal = refusalOf(delivery.url, this.#allowPrivate);
    if (refusal !== null) {
      return { kind: 'failed', error: `refused: ${refusal.reason}` };
    }
    try {
      return await this.#request(delivery);
    } catch (error) {
      return failureOf(error as Error);
    }
  }

  /** Ends the requests under way; their outcome is `cancelled`. */
  cancelAll(): void {
    for (const request of this.#underWay) {
      request.destroy(new Cancelled());
    }
  }

  /** Closes the connections that are kept for the next request; by now none is under way. */
  onApplicationShutdown(): void {
    Object.values(this.#agents).forEach((agent) => {
      agent.destroy();
    });
  }

  #request(delivery: Delivery): Promise<SendOutcome> {
    return new Promise((resolve) => {
      const request = this.#open(delivery);
      this.#underWay.add(request);
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${this.#timeoutMs / 1000} s`));
      }, this.#timeoutMs);
      // Once the status is there it counts, whatever becomes of the body.
      let answer: SendOutcome | null = null;
      request.on('response', (response) => {
        answer = outcomeOf(response);
        drain(response);
      });
      request.on('error', (error) => {
        answer ??= failureOf(error);
      });
      request.on('close', () => {
        clearTimeout(timer);
        this.#underWay.delete(request);
        resolve(answer ?? { kind: 'failed', error: 'the connection was closed without an answer' });
      });
      request.end(delivery.body);
    });
  }

  #open({ url: text, body, signature, eventId, attempt }: Delivery): ClientRequest {
    const url = new URL(text);
    const { request } = url.protocol === 'https:' ? https : http;
    return request(url, {
      method: 'POST',
      agent: this.#agents[url.protocol],
      lookup: guardedLookup(url, this.#allowPrivate, this.#resolve),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': `Blotter/${VERSION}`,
        'blotter-signature': signature,
        'blotter-event-id': eventId,
        'blotter-delivery-attempt': attempt,
      },
    });
  }
}

class Cancelled extends Error {}

function outcomeOf({ statusCode = 0, headers }: IncomingMessage): SendOutcome {
  return { kind: 'answered', status: statusCode, retryAfter: headers['retry-after'] };
}

/** Reads an answer to its end, which frees the connection, or hangs up when it is long. */
function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      response.destroy();
    }
  });
}

function failureOf(error: Error): SendOutcome {
  if (error instanceof Cancelled) {
    return { kind: 'cancelled' };
  }
  // A code such as ECONNREFUSED or CERT_HAS_EXPIRED says it best; messages of the system quote addresses.
  const { code } = error as NodeJS.ErrnoException;
  return { kind: 'failed', error: (code ?? error.message).slice(0, 200) };
}
