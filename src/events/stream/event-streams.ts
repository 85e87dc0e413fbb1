import { Injectable, type OnModuleDestroy, StreamableFile } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { InvalidInputError } from '../../common/errors.js';
import { AppLogger } from '../../common/logger.js';
import type { Caller } from '../../http/scopes.js';
import { type EventStreamQueryDto, MAX_STREAM_ACCOUNTS } from '../events.dto.js';
import { decodePosition } from './position.js';
import { OpenStreams } from './open-streams.js';
import { SseClient } from './sse-client.js';
import { StreamHub } from './stream-hub.js';
import { StreamSession, type Subscribe } from './stream-session.js';
import { CLOSE } from './wire.js';

const HEARTBEAT_MS = 15_000;

interface OpenStream {
  client: SseClient;
  session: StreamSession;
}

/** Server-Sent Events: the live stream for clients without WebSocket. What to see is said once, in the URL. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  readonly #open = new Set<OpenStream>();
  #isStopping = false;
  readonly #heartbeat = setInterval(() => {
    this.beat();
  }, HEARTBEAT_MS).unref();

  constructor(
    private readonly hub: StreamHub,
    private readonly streams: OpenStreams,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
  ) {}

  get size(): number {
    return this.#open.size;
  }

  /** Ends every stream; otherwise the server would wait for them to end by themselves, which they never do. */
  onModuleDestroy(): void {
    this.#isStopping = true;
    clearInterval(this.#heartbeat);
    for (const { client } of this.#open) {
      client.close(CLOSE.goingAway);
    }
  }

  beat(): void {
    for (const { client } of this.#open) {
      client.heartbeat();
    }
  }

  /** Throws what is wrong with the request, before any byte is sent; afterwards the events follow. */
  async open(
    query: EventStreamQueryDto,
    lastEventId: string | undefined,
    caller: Caller,
  ): Promise<StreamableFile> {
    const request = await this.#read(query, lastEventId);
    const client: SseClient = new SseClient(() => session.cursors);
    const session = new StreamSession(client, caller, {
      hub: this.hub,
      cursors: () => this.hub.cursors(),
      now: () => this.clock.now(),
      maxAccounts: MAX_STREAM_ACCOUNTS,
    });
    const following = await session.subscribe(request);
    if (following.length > MAX_STREAM_ACCOUNTS) {
      throw tooManyAccounts(following.length);
    }
    this.#keep({ client, session });
    session.follow(following).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'event stream ended; the client resumes');
      client.close(CLOSE.unavailable);
    });
    return new StreamableFile(client.stream, { type: 'text/event-stream; charset=utf-8' });
  }

  #keep(stream: OpenStream): void {
    this.#open.add(stream);
    this.streams.add(stream.session);
    stream.client.stream.once('close', () => {
      this.#open.delete(stream);
      this.streams.remove(stream.session);
      stream.session.end();
    });
    if (this.#isStopping) {
      stream.client.close(CLOSE.goingAway);
    }
  }

  async #read(query: EventStreamQueryDto, lastEventId = ''): Promise<Subscribe> {
    const { account: accounts = null, types = null, symbols = null } = query;
    const text = lastEventId === '' ? query.since : lastEventId;
    const only = accounts?.length === 1 ? (accounts[0] ?? null) : null;
    const since = text === undefined ? new Map<string, number>() : decodePosition(text, only);
    if (lastEventId !== '' && accounts === null) {
      await this.#startNewAccounts(since);
    }
    return { type: 'subscribe', accounts, types, symbols, since };
  }

  /** Accounts that a returning reader of all accounts does not name were opened while it was away: it has seen none of them. */
  async #startNewAccounts(since: Map<string, number>): Promise<void> {
    for (const { account } of await this.hub.cursors()) {
      if (!since.has(account)) {
        since.set(account, 0);
      }
    }
  }
}

function tooManyAccounts(count: number): InvalidInputError {
  return InvalidInputError.field(
    'account',
    'list',
    `account: Expected at most ${MAX_STREAM_ACCOUNTS} accounts, were ${count}; name those to follow`,
  );
}
