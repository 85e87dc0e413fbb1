import { isPassing, type Problem, StreamError } from './errors.js';
import type { EventType, StreamEvent } from './messages.js';

export interface RestOptions {
  /** Where the application listens, `https://blotter.example`. */
  url: string;
  apiKey: string;
}

export interface Ticket {
  ticket: string;
  expiresAt: string;
}

export interface EventQuery<Type extends EventType = EventType> {
  account: string;
  /** Number of the last event seen; the oldest that is kept comes first when left out. */
  since?: number;
  types?: readonly Type[];
  symbols?: readonly string[];
  /** At most 1,000; 100 by default. */
  limit?: number;
}

export interface EventPage<Type extends EventType = EventType> {
  items: StreamEvent<Type>[];
  /** Ask for the next page since this number. */
  nextSince: number;
  /** Number of the account's latest event. */
  current: number;
}

/**
 * The requests that belong to the stream. Throws StreamError for a refusal, any other error when it may pass. The code of a
 * log that no longer reaches back is `resync_required`; its problem carries `current` and `state`.
 */
export class StreamRest {
  constructor(private readonly options: RestOptions) {}

  /** A one-time ticket for `/ws?ticket=…`: browsers cannot send a key with the handshake. */
  createTicket(signal?: AbortSignal): Promise<Ticket> {
    return this.#request<Ticket>('POST', 'api/stream/tickets', signal);
  }

  /** One page of an account's events, in order. */
  readEvents<Type extends EventType = EventType>(
    query: EventQuery<Type>,
    signal?: AbortSignal,
  ): Promise<EventPage<Type>> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        parameters.set(name, String(value));
      }
    }
    return this.#request('GET', `api/events?${parameters.toString()}`, signal);
  }

  /** Everything behind `since` up to now, page by page. */
  async *catchUp<Type extends EventType = EventType>(
    query: EventQuery<Type>,
  ): AsyncGenerator<StreamEvent<Type>> {
    let page = await this.readEvents(query);
    yield* page.items;
    while (page.nextSince < page.current) {
      page = await this.readEvents({ ...query, since: page.nextSince });
      yield* page.items;
    }
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
