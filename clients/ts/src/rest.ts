import { isPassing, type Problem, StreamError } from './errors.js';
import type { StreamEvent } from './messages.js';

export interface RestOptions {
  /** Where the application listens, `https://blotter.example`. */
  url: string;
  apiKey: string;
}

export interface Ticket {
  ticket: string;
  expiresAt: string;
}

export interface EventPage {
  items: StreamEvent[];
}

/** The two requests that belong to the stream. Throws StreamError for a refusal, any other error when it may pass. */
export class StreamRest {
  constructor(private readonly options: RestOptions) {}

  /** A one-time ticket for `/ws?ticket=…`: browsers cannot send a key with the handshake. */
  createTicket(signal?: AbortSignal): Promise<Ticket> {
    return this.#request<Ticket>('POST', 'api/stream/tickets', signal);
  }

  async #request<Body>(method: string, path: string, signal?: AbortSignal): Promise<Body> {
    const response = await fetch(under(this.options.url, path), {
      method,
      headers: { 'X-API-Key': this.options.apiKey },
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) {
      return (await response.json()) as Body;
    }
    if (isPassing(response.status)) {
      throw new Error(`Expected an answer to ${method} /${path}, was ${response.status}`);
    }
    throw await refusal(response);
  }
}

/** `path` below `url`, which may have a path of its own behind a proxy. */
export function under(url: string, path: string): URL {
  return new URL(path, url.endsWith('/') ? url : `${url}/`);
}

async function refusal(response: Response): Promise<StreamError> {
  const isProblem = response.headers.get('content-type')?.includes('application/problem+json') === true;
  return isProblem
    ? StreamError.of((await response.json()) as Problem)
    : new StreamError(`The server answered ${response.status}`, `http_${response.status}`);
}
