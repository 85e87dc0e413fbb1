import { pause, unlessAborted } from './abort.js';
import { BackOff } from './back-off.js';
import { Connection, type Ending } from './connection.js';
import { Conversation, type Interest } from './conversation.js';
import type { Doorman } from './doorman.js';
import { StreamError } from './errors.js';
import type { Inbox } from './inbox.js';
import type { StreamState, Timing } from './options.js';
import type { Sequences } from './sequences.js';
import type { WebSocketConstructor } from './web-socket.js';

export interface LifelineOptions {
  interest: Interest;
  doorman: Doorman;
  sequences: Sequences;
  inbox: Inbox;
  timing: Timing;
  WebSocket: WebSocketConstructor;
  onState: (state: StreamState) => void;
}

/** Keeps one connection after the other until it is told to stop, or refused for good. */
export class Lifeline {
  readonly #backOff: BackOff;
  /** Whether accounts without a number are read from their first event, or from where they stand. */
  #readsFromZero = false;

  constructor(private readonly options: LifelineOptions) {
    const { backOffBaseMs: baseMs, backOffCapMs: capMs } = options.timing;
    this.#backOff = new BackOff({ baseMs, capMs, random: Math.random });
  }

  readFromZero(): void {
    this.#readsFromZero = true;
  }

  /** Throws the StreamError of a refusal. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.options.onState({ state: 'connecting' });
      await this.#recover(await this.#connect(signal), signal);
    }
  }

  async #connect(signal: AbortSignal): Promise<Ending> {
    const { doorman, timing } = this.options;
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(timing.connectMs)]);
      const address = await unlessAborted(doorman.address(patience), patience);
      return await this.#converse(address, signal);
    } catch (error) {
      if (error instanceof StreamError) {
        throw error;
      }
      return { code: null, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #converse(address: string, signal: AbortSignal): Promise<Ending> {
    const socket = new this.options.WebSocket(address);
    const connection = new Connection(
      socket,
      (text) => conversation.hear(text),
      this.options.timing.connectMs,
    );
    const refusals: StreamError[] = [];
    const conversation = this.#conversationOn(connection, (error) => {
      refusals.push(error);
      connection.drop(error.message);
    });
    const stop = (): void => connection.drop('closed');
    signal.addEventListener('abort', stop);
    const ending = await connection.ended;
    signal.removeEventListener('abort', stop);
    if (refusals[0] !== undefined) {
      throw refusals[0];
    }
    return ending;
  }

  #conversationOn(connection: Connection, refuse: (error: StreamError) => void): Conversation {
    const { interest, sequences, inbox, doorman, timing, onState } = this.options;
    return new Conversation(interest, {
      sequences,
      inbox,
      refuse,
      startsAtZero: () => this.#readsFromZero,
      send: (message) => connection.send(message),
      giveUp: (reason) => connection.drop(reason),
      onProgress: () => this.#backOff.reset(),
      onLive: () => {
        // An account that appears from now on is new: nothing of it was seen.
        this.#readsFromZero ||= interest.accounts === null;
        doorman.welcomed();
        connection.expectMessagesEvery(timing.silenceMs);
        onState({ state: 'live' });
      },
    });
  }

  async #recover({ code, reason }: Ending, signal: AbortSignal): Promise<void> {
    const { inbox, doorman, onState } = this.options;
    if (signal.aborted) {
      return;
    }
    if (inbox.isFull) {
      onState({ state: 'full' });
      await inbox.room();
      return;
    }
    const refusal = doorman.refusalOf(code, reason);
    if (refusal !== null) {
      throw refusal;
    }
    const delayMs = this.#backOff.next();
    onState({ state: 'waiting', reason, code, delayMs });
    await pause(delayMs, signal);
  }
}
