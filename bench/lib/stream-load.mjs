import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { recordFill } from './fill-load.mjs';

/** Records fills at a steady rate, whether the ones before are answered or not. Answers the latencies in ms. */
export async function recordSteadily(clients, { perSecond, seconds }) {
  const startedAt = performance.now();
  const latencies = [];
  const running = clients.map(() => Promise.resolve());
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const due = startedAt + (count / perSecond) * 1000;
    if (due > performance.now()) {
      await sleep(due - performance.now());
    }
    // Fills wait behind one another at their client, and that wait counts: otherwise a slow server would be asked less.
    const index = count % clients.length;
    running[index] = running[index].then(async () => {
      await recordFill(clients[index]);
      latencies.push(performance.now() - due);
    });
  }
  await Promise.all(running);
  return latencies;
}

/** One signal, which is one event. */
export async function recordSignal(client) {
  const { status, body } = await client.http.send(
    'POST',
    '/api/signals',
    client.headers,
    JSON.stringify({
      account: client.account,
      symbol: 'MNQ',
      signalType: 'BUY',
      price: '15000.25',
      stopLoss: '14990.25',
      takeProfit: '15020.25',
      quantity: '2',
      confidence: 0.82,
      strategy: 'vwap-pullback',
      timeframe: '15m',
      regime: 'TREND',
    }),
  );
  if (status !== 201) {
    throw new Error(`Expected 201, was ${status}: ${body.toString().slice(0, 500)}`);
  }
}

/** The text of the last event of an account, as the stream sends it. */
export function lastMessage(app, account) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${app.url.host}/ws`, { headers: { 'x-api-key': app.key } });
    socket.on('error', reject);
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      if (message.type === 'connected') {
        const since = { [account]: message.accounts[account] - 1 };
        socket.send(JSON.stringify({ type: 'subscribe', accounts: [account], since }));
      } else if ('seq' in message) {
        socket.terminate();
        resolve(data.toString());
      }
    });
  });
}

/** Repeats an account's last event until the log has `events` of it: what a recorder would take minutes for. */
export async function fillLog(sql, account, events) {
  const [{ account_id: id, event_seq: last }] = await sql.query(
    'SELECT account_id, event_seq FROM accounts WHERE account = ?',
    [account],
  );
  await sql.query(
    `WITH RECURSIVE numbers (k) AS (SELECT ${Number(last) + 1} UNION ALL SELECT k + 1 FROM numbers WHERE k < ${events})
     INSERT INTO events (account_id, seq, type, symbol, recorded_at, data)
     SELECT e.account_id, numbers.k, e.type, e.symbol, e.recorded_at, e.data
     FROM numbers, (SELECT * FROM events WHERE account_id = ${id} AND seq = ${last}) e`,
  );
  await sql.query(`UPDATE accounts SET event_seq = ${events} WHERE account_id = ${id}`);
}
