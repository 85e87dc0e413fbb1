import { StreamError } from './errors.js';
import { StreamRest, under } from './rest.js';

/** The server's close codes that another attempt does not mend. */
const UNAUTHORIZED = 4401;
const FORBIDDEN_ORIGIN = 4403;
/** A ticket can run out on its way, so one that is refused is worth another; a third refusal is meant. */
const TICKETS_TO_TRY = 3;

interface DoormanOptions {
  url: string;
  apiKey?: string;
  getTicket?: () => Promise<string>;
}

/** Knows how to be let in, and when not to knock again. */
export class Doorman {
  readonly #buyTicket: ((signal: AbortSignal) => Promise<string>) | null;
  #refusedTickets = 0;

  constructor(private readonly options: DoormanOptions) {
    const { url, apiKey, getTicket } = options;
    if (getTicket !== undefined) {
      this.#buyTicket = getTicket;
    } else if (apiKey !== undefined) {
      const rest = new StreamRest({ url, apiKey });
      this.#buyTicket = async (signal) => (await rest.createTicket(signal)).ticket;
    } else {
      this.#buyTicket = null;
    }
  }

  /** Where to connect to this time. */
  async address(signal: AbortSignal): Promise<string> {
    const address = under(this.options.url, 'ws');
    address.protocol = address.protocol.replace('http', 'ws');
    if (this.#buyTicket !== null) {
      address.searchParams.set('ticket', await this.#buyTicket(signal));
    }
    return address.href;
  }

  welcomed(): void {
    this.#refusedTickets = 0;
  }

  /** The refusal that a close code stands for, or null when another attempt may succeed. */
  refusalOf(code: number | null, reason: string): StreamError | null {
    const error = new StreamError(
      `The server closed with ${code ?? 'no code'}: ${reason}`,
      `closed_${code ?? 0}`,
    );
    if (code === FORBIDDEN_ORIGIN) {
      return error;
    }
    if (code === UNAUTHORIZED) {
      this.#refusedTickets += 1;
      return this.#buyTicket === null || this.#refusedTickets >= TICKETS_TO_TRY ? error : null;
    }
    return null;
  }
}
