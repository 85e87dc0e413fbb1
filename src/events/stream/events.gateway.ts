import type { IncomingMessage } from 'node:http';
import { Inject, type OnModuleDestroy } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { RawData, WebSocket } from 'ws';
import { ApiKeysService } from '../../access/api-keys.service.js';
import { StreamTicketsService } from '../../access/stream-tickets.service.js';
import { Clock } from '../../common/clock.js';
import { TooManyRequestsError } from '../../common/errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { type Caller, hasScope } from '../../http/scopes.js';
import { VERSION } from '../../common/version.js';
import { parseClientMessage } from './client-messages.js';
import { isAllowedOrigin, secretOf, ticketOf } from './handshake.js';
import { OpenStreams } from './open-streams.js';
import { StreamHub } from './stream-hub.js';
import { StreamSession } from './stream-session.js';
import { CLOSE, type CloseReason } from './wire.js';
import { WsClient } from './ws-client.js';

const HEARTBEAT_MS = 15_000;
const MAX_FRAME_BYTES = 64 * 1024;
/** Messages per ten seconds; a client needs a handful in its whole life. */
const MAX_MESSAGES = 100;
const MESSAGE_WINDOW_MS = 10_000;

interface Connection {
  socket: WebSocket;
  session: StreamSession;
  isAlive: boolean;
}

/** `/ws`: plain WebSocket, one JSON object per message. */
@WebSocketGateway({ path: '/ws', maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
export class EventsGateway implements OnGatewayConnection<WebSocket>, OnModuleDestroy {
  readonly #connections = new Set<Connection>();
  readonly #heartbeat = setInterval(() => {
    this.beat();
  }, HEARTBEAT_MS).unref();

  constructor(
    private readonly keys: ApiKeysService,
    private readonly tickets: StreamTicketsService,
    private readonly hub: StreamHub,
    private readonly streams: OpenStreams,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get connectionCount(): number {
    return this.#connections.size;
  }

  onModuleDestroy(): void {
    clearInterval(this.#heartbeat);
    for (const { socket } of this.#connections) {
      socket.close(CLOSE.goingAway.code, CLOSE.goingAway.reason);
    }
  }

  async handleConnection(socket: WebSocket, request: IncomingMessage): Promise<void> {
    // Messages may arrive before the key is checked: they wait for the session.
    const opening = this.#open(socket, request);
    socket.on('message', (data, isBinary) => {
      void opening.then((connection) => connection && this.#receive(connection, isBinary ? null : data));
    });
    await opening;
  }

  async #open(socket: WebSocket, request: IncomingMessage): Promise<Connection | null> {
    const caller = await this.#admit(request);
    if ('code' in caller) {
      socket.close(caller.code, caller.reason);
      return null;
    }
    if (socket.readyState !== socket.OPEN) {
      return null; // It left before it was admitted, and will not say so again.
    }
    const session = new StreamSession(new WsClient(socket, request.socket), caller, {
      hub: this.hub,
      cursors: () => this.hub.cursors(),
      now: () => this.clock.now(),
    });
    const connection: Connection = { socket, session, isAlive: true };
    this.#connections.add(connection);
    this.streams.add(session);
    socket.on('pong', () => {
      connection.isAlive = true;
    });
    socket.on('close', () => {
      this.#connections.delete(connection);
      this.streams.remove(session);
      session.end();
    });
    await session.greet(VERSION).catch((error: unknown) => {
      session.complain(error);
      socket.close(CLOSE.unavailable.code, CLOSE.unavailable.reason);
    });
    return connection;
  }

  /** Who calls, or why the connection is closed. A ticket is not used up by a page that may not use it. */
  async #admit(request: IncomingMessage): Promise<Caller | CloseReason> {
    if (!isAllowedOrigin(request, this.config.corsOrigins)) {
      return CLOSE.forbiddenOrigin;
    }
    const secret = secretOf(request);
    const ticket = secret === null ? ticketOf(request) : null;
    try {
      const caller = await this.#callerOf(secret, ticket);
      const refusal = ticket === null ? CLOSE.unauthorized : CLOSE.badTicket;
      return caller !== null && hasScope(caller, 'read') ? caller : refusal;
    } catch {
      // A database that is away must not look like a wrong key, which a client would give up on.
      return CLOSE.unavailable;
    }
  }

  #callerOf(secret: string | null, ticket: string | null): Promise<Caller | null> {
    if (secret !== null) {
      return this.keys.authenticate(secret);
    }
    return ticket === null ? Promise.resolve(null) : this.tickets.redeem(ticket);
  }

  readonly #received = new WeakMap<WebSocket, { count: number; since: number }>();

  /** `data` is null for a binary frame. */
  async #receive({ socket, session }: Connection, data: RawData | null): Promise<void> {
    if (!this.#isWithinRate(socket)) {
      session.complain(
        new TooManyRequestsError('rate_limited', `Expected at most ${MAX_MESSAGES} messages in 10 s`),
      );
      socket.close(CLOSE.tooMany.code, CLOSE.tooMany.reason);
      return;
    }
    const parsed = parseClientMessage(data === null ? '' : textOf(data));
    if (!parsed.ok) {
      session.complain(parsed.error);
      return;
    }
    await session.receive(parsed.message).catch((error: unknown) => {
      session.complain(error);
    });
  }

  #isWithinRate(socket: WebSocket): boolean {
    const now = Date.now();
    const known = this.#received.get(socket);
    const window =
      known !== undefined && now - known.since < MESSAGE_WINDOW_MS ? known : { count: 0, since: now };
    window.count += 1;
    this.#received.set(socket, window);
    return window.count <= MAX_MESSAGES;
  }

  /** Ends connections that did not answer the last ping; tells the others that we are alive. */
  beat(): void {
    for (const connection of this.#connections) {
      if (!connection.isAlive) {
        connection.socket.terminate();
        continue;
      }
      connection.isAlive = false;
      connection.socket.ping();
      connection.session.heartbeat();
    }
  }
}

function textOf(data: RawData): string {
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data as Buffer).toString();
}
