import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a connection once it has carried so many bytes towards the client. */
export interface Fate {
  afterBytes: number;
  /** `cut` resets it; `stall` swallows everything from there on and says nothing, as a lost network does. */
  how: 'cut' | 'stall';
}

interface Link {
  client: Socket;
  target: Socket;
  bytesLeft: number;
  how: Fate['how'];
  isStalled: boolean;
}

/** Between a client and a server on this machine: can cut, stall and delay what passes. */
export class TcpProxy {
  readonly #links = new Set<Link>();
  /** Fates of the connections to come, in order; later ones live on. */
  readonly fates: Fate[] = [];
  delayMs = 0;

  private constructor(
    private readonly server: Server,
    /** Changes when the server comes back on another port. */
    public targetPort: number,
  ) {
    server.on('connection', (client) => {
      this.#join(client);
    });
  }

  static async open(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, targetPort);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves once nobody is connected. */
  async idle(): Promise<void> {
    while (this.#links.size > 0) {
      await Promise.all([...this.#links].map(({ client }) => once(client, 'close')));
    }
  }

  cutAll(): void {
    this.#links.forEach((link) => {
      this.#cut(link);
    });
  }

  stallAll(): void {
    this.#links.forEach((link) => {
      link.isStalled = true;
    });
  }

  async close(): Promise<void> {
    this.server.close();
    this.cutAll();
    await once(this.server, 'close');
  }

  #join(client: Socket): void {
    const { afterBytes, how } = this.fates.shift() ?? { afterBytes: Infinity, how: 'cut' };
    const target = connect(this.targetPort, '127.0.0.1');
    const link: Link = { client, target, bytesLeft: afterBytes, how, isStalled: false };
    this.#links.add(link);
    client.on('data', (chunk) => {
      this.#later(link, () => target.write(chunk));
    });
    target.on('data', (chunk) => {
      this.#later(link, () => {
        this.#towardsClient(link, chunk);
      });
    });
    for (const socket of [client, target]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#later(link, () => {
          this.#cut(link);
        });
      });
    }
  }

  #towardsClient(link: Link, chunk: Buffer): void {
    const passing = chunk.subarray(0, Math.min(chunk.length, link.bytesLeft));
    link.bytesLeft -= passing.length;
    if (link.bytesLeft > 0) {
      link.client.write(passing);
    } else if (link.how === 'cut') {
      // The last bytes still arrive, a message may be torn in the middle.
      link.client.end(passing);
      link.target.destroy();
    } else {
      link.client.write(passing);
      link.isStalled = true;
    }
  }

  #later(link: Link, act: () => void): void {
    const unlessStalled = (): void => {
      if (!link.isStalled) {
        act();
      }
    };
    if (this.delayMs === 0) {
      unlessStalled();
    } else {
      setTimeout(unlessStalled, this.delayMs);
    }
  }

  #cut(link: Link): void {
    this.#links.delete(link);
    link.client.destroy();
    link.target.destroy();
  }
}
