import { HttpClient, sendJson } from './http-client.mjs';

/** Creates the accounts and opens the clients, which share the accounts evenly. */
export async function openClients(app, { clients, accounts }) {
  for (let index = 0; index < accounts; index += 1) {
    const account = {
      account: slug(index),
      name: `Bench ${index}`,
      currency: 'USD',
      startingBalance: '50000',
    };
    await sendJson(app, 'POST', '/api/accounts', account);
  }
  return Promise.all(
    Array.from({ length: clients }, async (_, index) => ({
      index,
      account: slug(index % accounts),
      http: await HttpClient.open(app.url),
      headers: `x-api-key: ${app.key}\r\n`,
      sent: 0,
      recorded: 0,
    })),
  );
}

function slug(index) {
  return `bench-${index}`;
}

/** Records one fill: buys and sells in turn, so that trades open, grow, shrink and close. */
export async function recordFill(client) {
  client.sent += 1;
  const isEntry = client.sent % 2 === 1;
  const { status, body } = await client.http.send(
    'POST',
    '/api/fills',
    client.headers,
    JSON.stringify({
      account: client.account,
      executionId: `exec-${client.index}-${client.sent}`,
      symbol: 'MNQ',
      side: isEntry ? 'BUY' : 'SELL',
      quantity: '1',
      price: (15_000 + ((client.sent * 7) % 400) / 4).toFixed(2),
      occurredAt: new Date().toISOString(),
      commission: '0.62',
      orderType: 'MARKET',
      ...(isEntry ? { strategy: 'vwap-pullback', stopLoss: '14950' } : { exitReason: 'Target' }),
    }),
  );
  if (status !== 201) {
    throw new Error(`Expected 201, was ${status}: ${body.toString().slice(0, 500)}`);
  }
  client.recorded += 1;
}
