import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One keep-alive connection that sends a request and waits for its answer. It reads no more of HTTP than the benchmark
 * needs, so that on a small machine the load generator takes little of the CPU that it is meant to measure.
 */
export class HttpClient {
  #socket;
  #waiting = null;
  #received = null;

  static open(url) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new HttpClient(socket));
      });
    });
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('The connection was closed')));
  }

  /** Answers `{ status, body }`; the body is a Buffer. */
  send(method, path, headers, body = '') {
    const length =
      body === '' ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(`${method} ${path} HTTP/1.1\r\nhost: bench\r\n${headers}${length}\r\n${body}`);
    });
  }

  close() {
    this.#socket.destroy();
  }

  #receive(chunk) {
    const received = this.#received === null ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = received.indexOf(HEAD_END);
    const end = headEnd < 0 ? Infinity : headEnd + 4 + contentLength(received, headEnd);
    if (received.length < end) {
      this.#received = received;
      return;
    }
    this.#received = null;
    const answered = this.#waiting;
    this.#waiting = null;
    answered?.resolve({
      status: Number(received.latin1Slice(9, 12)),
      body: received.subarray(headEnd + 4),
    });
  }

  #fail(error) {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}

function contentLength(received, headEnd) {
  const match = /\r\ncontent-length: (\d+)/i.exec(received.latin1Slice(0, headEnd));
  if (match === null) {
    throw new Error('Expected an answer with a Content-Length');
  }
  return Number(match[1]);
}

/** Sends JSON and reads JSON, for the preparation. Throws unless the status is below 300. */
export async function sendJson(app, method, path, body) {
  const client = await HttpClient.open(app.url);
  try {
    const text = body === undefined ? '' : JSON.stringify(body);
    const answer = await client.send(method, path, `x-api-key: ${app.key}\r\n`, text);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body.toString().slice(0, 500)}`);
    }
    return JSON.parse(answer.body.toString());
  } finally {
    client.close();
  }
}
