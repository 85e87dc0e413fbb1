import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

interface FakeEvent {
  type: string;
  seq: number;
  account: string;
}

interface Member {
  socket: WebSocket;
  types: string[] | null;
  positions: Record<string, number>;
}

type Say = Record<string, unknown> & { type: string };

/** The server's side of docs/stream.md in memory, to be bent by the tests. */
export class FakeServer {
  readonly log: FakeEvent[] = [];
  /** What clients asked for, in order. */
  readonly subscriptions: { since: Record<string, number>; types: string[] | null }[] = [];
  readonly addresses: string[] = [];
  readonly #members = new Set<Member>();
  /** Answers a connection by closing it with this code. */
  closeCode: number | null = null;
  /** Said instead of `subscribed`. */
  answer: Say | null = null;

  private constructor(
    private readonly server: WebSocketServer,
    readonly accounts: string[],
  ) {
    server.on('connection', (socket, request) => {
      this.addresses.push(request.url ?? '');
      this.#greet(socket);
    });
  }

  static async start(accounts = ['demo']): Promise<FakeServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new FakeServer(server, accounts);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  publish(type = 'fill', account = 'demo'): void {
    const event = { type, seq: this.#lastOf(account) + 1, account };
    this.log.push(event);
    this.#members.forEach((member) => {
      this.#pass(member, event);
    });
  }

  /** Tells each client how far its subscriptions are, as the real one does every 15 s. */
  heartbeat(): void {
    this.say({ type: 'heartbeat' });
  }

  /** To everybody; `accounts` are their positions unless given. */
  say(message: Say): void {
    this.#members.forEach(({ socket, positions }) => {
      socket.send(JSON.stringify({ accounts: positions, timestamp: '2026-11-20T15:00:00Z', ...message }));
    });
  }

  sayText(text: string): void {
    this.#members.forEach(({ socket }) => {
      socket.send(text);
    });
  }

  closeAll(code: number): void {
    this.server.clients.forEach((socket) => {
      socket.close(code);
    });
  }

  async stop(): Promise<void> {
    this.server.clients.forEach((socket) => {
      socket.terminate();
    });
    this.server.close();
    await once(this.server, 'close');
  }

  #greet(socket: WebSocket): void {
    if (this.closeCode !== null) {
      socket.close(this.closeCode, 'refused');
      return;
    }
    const accounts = Object.fromEntries(this.accounts.map((account) => [account, this.#lastOf(account)]));
    socket.send(JSON.stringify({ type: 'connected', version: 'fake', accounts }));
    socket.on('message', (data: Buffer) => {
      this.#subscribe(socket, JSON.parse(data.toString()));
    });
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the client sends is under test
  #subscribe(socket: WebSocket, { since, types, accounts }: any): void {
    this.subscriptions.push({ since, types });
    if (this.answer !== null) {
      socket.send(JSON.stringify(this.answer));
      return;
    }
    const chosen: string[] = accounts ?? this.accounts;
    const positions = Object.fromEntries(
      chosen.map((account) => [account, since[account] ?? this.#lastOf(account)]),
    );
    const member = { socket, types, positions };
    socket.send(JSON.stringify({ type: 'subscribed', accounts: positions, types, symbols: null }));
    this.log.forEach((event) => {
      this.#pass(member, event);
    });
    this.#members.add(member);
    socket.on('close', () => this.#members.delete(member));
  }

  #pass({ socket, types, positions }: Member, event: FakeEvent): void {
    if (event.seq !== (positions[event.account] ?? Infinity) + 1) {
      return;
    }
    positions[event.account] = event.seq;
    if (types?.includes(event.type) ?? true) {
      socket.send(JSON.stringify({ ...event, timestamp: '2026-11-20T15:00:00Z', data: {} }));
    }
  }

  #lastOf(account: string): number {
    return this.log.filter((event) => event.account === account).length;
  }
}
