import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';

/** Opened at the same time: a listen queue is not endless. */
const OPENING = 50;
const EVENT = /^\{"type":"\w+","seq":(\d+),"account":"([^"]+)"/;
/** Enough of a message for EVENT. */
const HEAD_BYTES = 100;
const OP_TEXT = 1;
const OP_PING = 9;
/** What a client sends must be masked; a mask of zeros leaves it readable. The server's pings carry no data. */
const PONG = Buffer.from([0x80 | 10, 0x80, 0, 0, 0, 0]);

const { hostname, port, key, since } = workerData;
const readers = [];
let events = 0;
let bytes = 0;
let goal = Infinity;
/** Per account and number: when the last reader got it, and how many did. Only while `isTiming`. */
let arrivals = new Map();
let isTiming = false;

/** The least of a WebSocket client that counts: `ws` would take more CPU for a thousand readers than the application. */
class Reader {
  /** Resolves with the first event or answer to `subscribe`. */
  ready = new Promise((resolve) => (this.isReady = resolve));
  #rest = null;
  /** Bytes of a message that were counted already and follow in the next chunks. */
  #skip = 0;
  #isUpgraded = false;

  constructor() {
    this.socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.socket.on('connect', () => this.socket.write(handshake()));
    this.socket.on('data', (chunk) => this.#receive(chunk));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => parentPort.postMessage({ closed: true }));
  }

  #receive(chunk) {
    bytes += chunk.length;
    let data = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = null;
    if (!this.#isUpgraded) {
      data = this.#takeUpgrade(data);
    }
    const now = performance.timeOrigin + performance.now();
    let at = Math.min(this.#skip, data.length);
    this.#skip -= at;
    while (at < data.length) {
      const frame = readFrame(data, at);
      if (frame === null) {
        this.#rest = data.subarray(at);
        break;
      }
      this.#takeFrame(data, frame, now);
      this.#skip = Math.max(0, frame.end - data.length);
      at = Math.min(frame.end, data.length);
    }
    if (events >= goal) {
      goal = Infinity;
      parentPort.postMessage({ reached: true });
    }
  }

  #takeUpgrade(data) {
    const end = data.indexOf('\r\n\r\n');
    if (end < 0) {
      this.#rest = data;
      return Buffer.alloc(0);
    }
    this.#isUpgraded = true;
    const subscribe = since === null ? { type: 'subscribe' } : { type: 'subscribe', ...since };
    this.socket.write(maskedText(JSON.stringify(subscribe)));
    return data.subarray(end + 4);
  }

  #takeFrame(data, { opcode, start, end }, now) {
    if (opcode === OP_PING) {
      this.socket.write(PONG);
      return;
    }
    const head = opcode === OP_TEXT ? data.latin1Slice(start, Math.min(end, start + HEAD_BYTES)) : '';
    const event = EVENT.exec(head);
    if (event === null) {
      if (head.startsWith('{"type":"subscribed"') || head.startsWith('{"type":"bare"')) {
        this.isReady();
      }
      return;
    }
    events += 1;
    if (isTiming) {
      noteArrival(event[2], Number(event[1]), now);
    }
  }
}

function noteArrival(account, seq, now) {
  const bySeq = arrivals.get(account) ?? new Map();
  arrivals.set(account, bySeq);
  const known = bySeq.get(seq);
  if (known === undefined) {
    bySeq.set(seq, { last: now, count: 1 });
  } else {
    known.last = now;
    known.count += 1;
  }
}

/** Null when the head, or the part of the message that is looked at, has not arrived yet. */
function readFrame(data, at) {
  if (data.length < at + 2) {
    return null;
  }
  const short = data[at + 1];
  const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
  if (data.length < start) {
    return null;
  }
  const length =
    short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
  const isReadable = data.length >= start + Math.min(length, HEAD_BYTES);
  return isReadable ? { opcode: data[at] & 15, start, end: start + length } : null;
}

function handshake() {
  return (
    `GET /ws HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-API-Key: ${key}\r\n\r\n`
  );
}

function maskedText(text) {
  const body = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = 0x80 | OP_TEXT;
  head[1] = 0x80 | 126;
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

async function open(count) {
  for (let from = 0; from < count; from += OPENING) {
    const opened = Array.from({ length: Math.min(OPENING, count - from) }, () => new Reader());
    readers.push(...opened);
    await Promise.all(opened.map(({ ready }) => ready));
  }
  return {};
}

const COMMANDS = {
  open: ({ count }) => open(count),
  /** Says `reached` once so many events have come in since the start. */
  goal: ({ count }) => {
    goal = count;
    if (events >= goal) {
      goal = Infinity;
      parentPort.postMessage({ reached: true });
    }
    return {};
  },
  time: () => {
    arrivals = new Map();
    isTiming = true;
    return {};
  },
  arrivals: () => {
    isTiming = false;
    return { arrivals };
  },
  counts: () => ({ events, bytes }),
  stall: ({ count }) => {
    readers.slice(0, count).forEach(({ socket }) => socket.pause());
    return {};
  },
  close: () => {
    readers.splice(0).forEach(({ socket }) => socket.removeAllListeners('close').destroy());
    return {};
  },
};

parentPort.on('message', (message) => {
  void Promise.resolve(COMMANDS[message.command](message)).then((answer) => {
    parentPort.postMessage({ answer });
  });
});
