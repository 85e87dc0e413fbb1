import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const SELF = fileURLToPath(import.meta.url);

/** A process that does nothing but `ws` broadcasts: the message is a Buffer made once, which is how `ws` is fastest. */
export async function startBroadcaster(workshop, message) {
  const child = fork(SELF, ['serve']);
  workshop.onClose(() => child.kill('SIGKILL'));
  child.send({ message });
  const [{ port }] = await once(child, 'message');
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    broadcast: (times) => child.send({ times }),
    stop: () => child.kill('SIGKILL'),
  };
}

if (process.argv[2] === 'serve') {
  let data = Buffer.alloc(0);
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => socket.send('{"type":"bare"}'));
  process.on('message', ({ message, times = 0 }) => {
    if (message !== undefined) {
      data = Buffer.from(message);
      const tell = () => process.send({ port: server.address().port });
      server.address() === null ? server.once('listening', tell) : tell();
    }
    for (let count = 0; count < times; count += 1) {
      for (const socket of server.clients) {
        socket.send(data, { binary: false });
      }
    }
  });
}
