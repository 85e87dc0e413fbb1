import { isPassing, type Problem, StreamError } from './errors.js';
import type { Inbox } from './inbox.js';
import {
  isEvent,
  type Cursors,
  type ResyncRequired,
  type ServerMessage,
  type StreamEvent,
} from './messages.js';
import type { Sequences, Verdict } from './sequences.js';

/** What to subscribe to; null means everything that the key may see. */
export interface Interest {
  accounts: readonly string[] | null;
  types: readonly string[] | null;
  symbols: readonly string[] | null;
}

export interface ConversationPort {
  sequences: Sequences;
  inbox: Inbox;
  /** Whether accounts without a number are read from their first event. */
  startsAtZero: () => boolean;
  send: (message: object) => void;
  /** The subscription stands. */
  onLive: () => void;
  /** Something new arrived: the connection is worth having. */
  onProgress: () => void;
  /** This connection is of no more use; another one continues from the last number. */
  giveUp: (reason: string) => void;
  refuse: (error: StreamError) => void;
}

/**
 * The client's side of one connection. It subscribes once: another subscription on the same connection could meet
 * messages of the first one, whose numbers would then be taken for its own.
 */
export class Conversation {
  constructor(
    private readonly interest: Interest,
    private readonly port: ConversationPort,
  ) {}

  hear(text: string): void {
    const message = parse(text);
    if (message === null) {
      this.port.giveUp('a message that is not JSON');
    } else if (isEvent(message)) {
      this.#takeEvent(message);
    } else {
      this.#takeNotice(message);
    }
  }

  #takeNotice(message: Exclude<ServerMessage, StreamEvent>): void {
    switch (message.type) {
      case 'connected':
        this.port.send({ type: 'subscribe', ...this.interest, since: this.#since(message.accounts) });
        return;
      case 'subscribed':
        this.#begin(message.accounts);
        return;
      case 'heartbeat':
        this.#takePositions(message.accounts);
        return;
      case 'resync_required':
        this.#takeResync(message);
        return;
      case 'error':
        this.#takeProblem(message.problem);
    }
  }

  #since(visible: Cursors): Cursors {
    const asked = this.interest.accounts ?? Object.keys(visible);
    const zeros = this.port.startsAtZero() ? asked.map((account) => [account, 0] as const) : [];
    return { ...Object.fromEntries(zeros), ...this.port.sequences.cursors };
  }

  /** Accounts without a number of our own start where the server says. */
  #begin(accounts: Cursors): void {
    const begun = Object.entries(accounts).filter(([account]) => !this.port.sequences.isKnown(account));
    for (const [account, seq] of begun) {
      this.port.sequences.moveTo(account, seq);
    }
    this.port.inbox.pushPosition(Object.fromEntries(begun));
    this.port.onLive();
  }

  #takeEvent(event: StreamEvent): void {
    if (this.port.inbox.isFull) {
      this.port.giveUp('the reader is slow');
      return;
    }
    const verdict = this.port.sequences.judge(event.account, event.seq);
    if (verdict === 'next') {
      this.port.inbox.push(event);
    }
    this.#follow(verdict, event.account);
  }

  #takePositions(accounts: Cursors): void {
    for (const [account, seq] of Object.entries(accounts)) {
      const verdict = this.port.sequences.judgePosition(account, seq);
      if (verdict === 'next') {
        this.port.inbox.pushPosition({ [account]: seq });
      }
      this.#follow(verdict, account);
    }
  }

  #takeResync(message: ResyncRequired): void {
    this.port.sequences.moveTo(message.account, message.current);
    this.port.inbox.push(message);
    this.port.onProgress();
  }

  #takeProblem(problem: Problem): void {
    if (isPassing(problem.status)) {
      this.port.giveUp(problem.code);
    } else {
      this.port.refuse(StreamError.of(problem));
    }
  }

  #follow(verdict: Verdict, account: string): void {
    if (verdict === 'next') {
      this.port.onProgress();
    } else if (verdict === 'gap') {
      this.port.giveUp(`a gap in account ${account}`);
    }
  }
}

function parse(text: string): ServerMessage | null {
  try {
    return JSON.parse(text) as ServerMessage;
  } catch {
    return null;
  }
}
