import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal } from '../../src/common/decimal.js';
import type { Answer } from '../support/app.js';
import { aFill, aSignal, aSnapshot, at } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { Desk, oneTo } from './desk.js';

const WRITERS = 16;
const ACCOUNTS = 8;
const REQUESTS = 40;

/** A small linear congruential generator, so that a failure can be repeated. */
function randoms(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe.each(DIALECTS)('16 writers on 8 accounts on %s', (dialect) => {
  let desk: Desk;
  let accounts: string[];
  const sent = new Map<string, { facts: number; position: Decimal; commission: Decimal }>();
  let answers: Answer[];

  beforeAll(async () => {
    desk = await Desk.open(dialect);
    accounts = await Promise.all(oneTo(ACCOUNTS).map(() => desk.account()));
    accounts.forEach((account) =>
      sent.set(account, { facts: 0, position: new Decimal(0), commission: new Decimal(0) }),
    );
    answers = (await Promise.all(oneTo(WRITERS).map((writer) => write(writer)))).flat();
  }, 120_000);
  afterAll(() => desk.close());

  /** One client that waits for each answer before it sends the next request. */
  async function write(writer: number): Promise<Answer[]> {
    const random = randoms(writer * 7919);
    const received: Answer[] = [];
    for (let request = 0; request < REQUESTS; request += 1) {
      const account = accounts[random(ACCOUNTS)]!;
      received.push(await [signal, snapshot, fill, fill, fill][random(5)]!(account, random));
    }
    return received;
  }

  function signal(account: string): Promise<Answer> {
    sent.get(account)!.facts += 1;
    return desk.post('signals', aSignal({ account }));
  }

  function snapshot(account: string): Promise<Answer> {
    sent.get(account)!.facts += 1;
    return desk.post('account-snapshots', aSnapshot({ account }));
  }

  function fill(account: string, random: (below: number) => number): Promise<Answer> {
    const quantity = String(1 + random(5));
    const side = random(2) === 0 ? 'BUY' : 'SELL';
    const commission = new Decimal(random(1_000_000)).div(1e8);
    const totals = sent.get(account)!;
    totals.facts += 1;
    totals.position = side === 'BUY' ? totals.position.plus(quantity) : totals.position.minus(quantity);
    totals.commission = totals.commission.plus(commission);
    const price = String(15_000 + random(100) / 4);
    const occurredAt = at(random(100_000) / 1000);
    return desk.post(
      'fills',
      aFill({ account, side, quantity, price, occurredAt, commission: commission.toFixed() }),
    );
  }

  const eachAccount = (check: (account: string) => Promise<void>) => Promise.all(accounts.map(check));

  it('are all answered 201', () => {
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  });

  it('leave events 1 to N without a gap', async () => {
    await eachAccount(async (account) => {
      const seqs = (await desk.events(account)).map(({ seq }) => seq);
      expect(seqs).toEqual(oneTo(seqs.length));
    });
  });

  it('leave one event per fact', async () => {
    await eachAccount(async (account) => {
      const facts = (await desk.events(account)).filter(({ type }) => type !== 'trade_execution');
      expect(facts).toHaveLength(sent.get(account)!.facts);
    });
  });

  it('leave the account at the number of its last event', async () => {
    await eachAccount(async (account) => {
      const { eventSeq } = await desk.read(`accounts/${account}`);
      expect(eventSeq).toBe((await desk.events(account)).length);
    });
  });

  it('leave the position that the fills add up to', async () => {
    await eachAccount(async (account) => {
      const trades = await desk.trades(account);
      const position = trades.reduce(
        (sum: Decimal, { direction, openQuantity }) =>
          direction === 'LONG' ? sum.plus(openQuantity) : sum.minus(openQuantity),
        new Decimal(0),
      );
      expect(position.toFixed()).toBe(sent.get(account)!.position.toFixed());
    });
  });

  it('leave every commission on exactly one trade', async () => {
    await eachAccount(async (account) => {
      const paid = (await desk.trades(account)).reduce(
        (sum: Decimal, { commission }) => sum.plus(commission),
        new Decimal(0),
      );
      expect(paid.toFixed()).toBe(sent.get(account)!.commission.toFixed());
    });
  });

  it('leave at most one open trade per book', async () => {
    await eachAccount(async (account) => {
      expect((await desk.trades(account, '&status=OPEN')).length).toBeLessThanOrEqual(1);
    });
  });

  it('leave trades that a fold of all fills in order gives again', async () => {
    await eachAccount(async (account) => {
      const copy = await desk.account();
      const fills = [...(await desk.fills(account))].sort(byTimeThenArrival);
      await desk.post(
        'fills',
        fills.map(({ side, quantity, price, commission, occurredAt }) =>
          aFill({ account: copy, side, quantity, price, commission, occurredAt }),
        ),
      );
      expect((await desk.trades(copy)).map(figures)).toEqual((await live(account)).map(figures));
    });
  }, 120_000);

  async function live(account: string) {
    return (await desk.trades(account)).filter(({ status }) => status !== 'CANCELLED');
  }
});

interface Timed {
  occurredAt: string;
  fillId: number;
}

function byTimeThenArrival(a: Timed, b: Timed): number {
  return a.occurredAt === b.occurredAt ? a.fillId - b.fillId : a.occurredAt < b.occurredAt ? -1 : 1;
}

function figures(trade: Record<string, unknown>) {
  const { direction, status, quantity, openQuantity, entryTime, exitTime, entryPrice, exitPrice } = trade;
  const { plAmountGross, plAmountNet, commission, winLoss } = trade;
  return {
    ...{ direction, status, quantity, openQuantity, entryTime, exitTime, entryPrice, exitPrice },
    ...{ plAmountGross, plAmountNet, commission, winLoss },
  };
}
