import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/app.js';
import { aClosedTrade, aFill, aSignal, aSnapshot, aTrade, at, unique } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { Desk, oneTo } from './desk.js';

const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort((a, b) => a - b);
const fiftyTimes = <T>(send: () => Promise<T>) => Promise.all(oneTo(50).map(() => send()));

describe.each(DIALECTS)('the same fact at the same time on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
  });
  afterAll(() => desk.close());

  describe.each([
    ['signals', aSignal],
    ['fills', aFill],
    ['trades', aTrade],
    ['account-snapshots', aSnapshot],
  ] as const)('50 posts of one record to %s', (path, build) => {
    let account: string;
    let answers: Answer[];
    beforeAll(async () => {
      account = await desk.account();
      const record = build({ account });
      answers = await fiftyTimes(() => desk.post(path, record));
    });

    it('answer 201 once and 200 otherwise', () => {
      expect(statuses(answers)).toEqual([...Array<number>(49).fill(200), 201]);
    });

    it('give the same answer', () => {
      expect(answers.map(({ body }) => body as object)).toEqual(Array(50).fill(answers[0]?.body));
    });

    it('leave one row', async () => {
      const list = await desk.read(`${path}?account=${account}`);

      expect(list.items).toHaveLength(1);
    });

    it('record one event', async () => {
      expect(await desk.events(account)).toHaveLength(1);
    });
  });

  it('records a fill once when it comes 50 times within one array', async () => {
    const account = await desk.account();
    const fill = aFill({ account });

    const answer = await desk.post('fills', Array<object>(50).fill(fill));

    expect((answer.body as { status: number }[]).map(({ status }) => status)).toEqual([
      201,
      ...Array<number>(49).fill(200),
    ]);
    expect(await desk.fills(account)).toHaveLength(1);
  });

  it('opens an account once', async () => {
    const answers = await fiftyTimes(
      (
        (account) => () =>
          desk.post('accounts', { account, name: 'Race', currency: 'USD' })
      )(unique('race')),
    );

    expect(statuses(answers)).toEqual([...Array<number>(49).fill(200), 201]);
  });

  it('lets one of two different fills with one execution id win', async () => {
    const account = await desk.account();
    const executionId = unique('exec');

    const answers = await Promise.all(
      ['1', '2'].map((quantity) => desk.post('fills', aFill({ account, executionId, quantity }))),
    );

    expect(statuses(answers)).toEqual([201, 409]);
    expect((await desk.trade(account)).quantity).toBe((await desk.fills(account))[0].quantity);
  });

  it('lets one of two different closes win', async () => {
    const account = await desk.account();
    const { tradeId } = await desk.recorded('trades', aTrade({ account }));

    const answers = await Promise.all(
      ['15010', '14990'].map((exitPrice) =>
        desk.post(`trades/${String(tradeId)}/close`, { exitPrice, exitTime: at(60) }),
      ),
    );

    expect(statuses(answers)).toEqual([200, 409]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await desk.trade(account)).exitPrice).toBe(winner?.body.exitPrice);
  });

  it('answers 50 equal closes with one result and one event', async () => {
    const account = await desk.account();
    const { tradeId } = await desk.recorded('trades', aTrade({ account }));

    const answers = await fiftyTimes(() =>
      desk.post(`trades/${String(tradeId)}/close`, { exitPrice: '15010', exitTime: at(60) }),
    );

    expect(statuses(answers)).toEqual(Array<number>(50).fill(200));
    expect(answers.map(({ body }) => body as object)).toEqual(Array(50).fill(answers[0]?.body));
    expect(await desk.events(account)).toHaveLength(2);
  });

  it('lets one of 10 edits that expect the same version win', async () => {
    const account = await desk.account();
    const { tradeId, version } = await desk.recorded('trades', aClosedTrade({ account }));

    const answers = await Promise.all(
      oneTo(10).map((note) =>
        desk.patch(`trades/${String(tradeId)}`, { notes: `note ${note}`, expectedVersion: version }),
      ),
    );

    expect(statuses(answers)).toEqual([200, ...Array<number>(9).fill(409)]);
  });

  it('replaces an execution by one of two racing corrections', async () => {
    const account = await desk.account();
    const { executionId: replacesExecutionId } = await desk.recorded('fills', aFill({ account }));

    const answers = await Promise.all(
      ['15001', '15002'].map((price) =>
        desk.post('fills', aFill({ account, kind: 'CORRECTION', replacesExecutionId, price })),
      ),
    );

    expect(statuses(answers)).toEqual([201, 409]);
    const winner = answers.find(({ status }) => status === 201);
    expect((await desk.trade(account)).entryPrice).toBe(winner?.body.price);
  });
});
