import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { aFill } from '../support/builders.js';
import { scratchDatabase, type ScratchDatabase } from '../support/databases.js';

/* Each process remembers the latest trade of a book; what another one wrote meanwhile must not be overlooked. */
describe('two processes that fill one book in turn', () => {
  let scratch: ScratchDatabase;
  let apps: TestApp[];

  beforeAll(async () => {
    scratch = await scratchDatabase('postgres');
    apps = [await startApp('postgres', { scratch }), await startApp('postgres', { scratch })];
    await apps[0]?.fetchJson('POST', '/api/accounts', { account: 'shared', name: 'shared', currency: 'USD' });
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await scratch.drop();
  });

  it('build one trade from the fills of both, and keep what either edited', async () => {
    let tradeId = 0;
    for (let count = 0; count < 10; count += 1) {
      const [writer, other] = count % 2 === 0 ? apps : [...apps].reverse();
      const { body } = await send(writer, 'POST', '/api/fills', fill(count, 'BUY'));
      tradeId = body.tradeId;
      await send(other, 'PATCH', `/api/trades/${tradeId}`, { notes: `seen ${count}` });
    }
    await send(apps[0], 'POST', '/api/fills', { ...fill(10, 'SELL'), quantity: '10' });

    const { body: trade } = await send(apps[1], 'GET', `/api/trades/${tradeId}`);
    expect(trade).toMatchObject({ status: 'CLOSED', quantity: '10', openQuantity: '0', notes: 'seen 9' });
    expect(trade.fills).toHaveLength(11);
  });

  function fill(count: number, side: 'BUY' | 'SELL'): object {
    return aFill({
      ...{ account: 'shared', executionId: `turn-${count}`, side, quantity: '1' },
      occurredAt: new Date(Date.UTC(2025, 5, 2, 14, 0, count)).toISOString(),
    });
  }
});

async function send(
  app: TestApp | undefined,
  ...[method, path, body]: Parameters<TestApp['fetchJson']>
): Promise<Awaited<ReturnType<TestApp['fetchJson']>>> {
  if (app === undefined) {
    throw new Error('Expected an application');
  }
  const answer = await app.fetchJson(method, path, body);
  expect(answer.status).toBeLessThan(300);
  return answer;
}
