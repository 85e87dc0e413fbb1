import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aClosedTrade, aFill, aSignal, aSnapshot, aTrade, at } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from './desk.js';

describe.each(DIALECTS)('lists on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
  });
  afterAll(() => desk.close());

  describe('of trades filter by', () => {
    let account: string;
    beforeAll(async () => {
      account = await desk.account();
      await desk.recordedEach('trades', [
        aClosedTrade({
          account,
          clientTradeId: 'one',
          strategy: 'ORB',
          regime: 'TREND',
          gear: 'D',
          exitReason: 'Target',
          tags: ['A+', 'Ünï'],
          notes: 'Held 100% to the END_OF day, Größe ÜBER alles',
          entryTime: at(0),
          exitTime: at(100),
        }),
        aClosedTrade({
          account,
          clientTradeId: 'two',
          symbol: 'MES',
          direction: 'SHORT',
          strategy: 'VWAP',
          regime: 'RANGE',
          gear: 'N',
          exitReason: 'Stop',
          notes: 'one hundred percent, ENDxOF, back\\slash',
          entryTime: at(10),
          exitTime: at(50),
        }),
        aTrade({ account, clientTradeId: 'three', tags: ['a+'], entryTime: at(20) }),
      ]);
    });

    const found = async (query: string): Promise<string[]> =>
      (await desk.trades(account, `&${query}`)).map(({ clientTradeId }) => clientTradeId as string);

    it.each([
      ['symbol=MES', ['two']],
      ['strategy=ORB', ['one']],
      ['strategy=orb', []],
      ['regime=TREND', ['one']],
      ['gear=N', ['two']],
      ['status=OPEN', ['three']],
      ['status=CLOSED', ['one', 'two']],
      ['direction=SHORT', ['two']],
      ['winLoss=Win', ['one']],
      ['winLoss=Loss', ['two']],
      ['winLoss=Breakeven', []],
      ['exitReason=Target', ['one']],
      ['tag=A%2B', ['one']],
      ['tag=a%2B', ['three']],
      ['tag=A', []],
      [`tag=${encodeURIComponent('Ünï')}`, ['one']],
      [`entryFrom=${at(10)}`, ['two', 'three']],
      [`entryTo=${at(10)}`, ['one']],
      [`entryFrom=${at(0)}&entryTo=${at(20)}`, ['one', 'two']],
      [`exitFrom=${at(100)}`, ['one']],
      [`exitTo=${at(100)}`, ['two']],
      [`exitFrom=${at(50)}&exitTo=${at(50.000001)}`, ['two']],
      ['strategy=ORB&direction=SHORT', []],
      ['search=100%25', ['one']],
      ['search=end_of', ['one']],
      ['search=hundred', ['two']],
      [`search=${encodeURIComponent('\\')}`, ['two']],
      [`search=${encodeURIComponent('größe')}`, ['one']],
      [`search=${encodeURIComponent('über')}`, ['one']],
      ['search=HELD', ['one']],
      ['search=%25', ['one']],
      ['search=_', ['one']],
    ])('%s', async (query, expected) => {
      expect(await found(query)).toEqual(expected);
    });

    it('tag with an empty result once the tag is removed', async () => {
      const { tradeId } = await desk.recorded(
        'trades',
        aTrade({ account, tags: ['gone'], entryTime: at(-5) }),
      );
      await desk.patch(`trades/${String(tradeId)}`, { tags: [] });

      expect(await found('tag=gone')).toEqual([]);
    });

    it('nothing, and count on request', async () => {
      const { items, total } = await desk.read(`trades?account=${account}&limit=1&total=true`);

      expect([items.length, total]).toEqual([1, (await desk.trades(account)).length]);
    });

    it('nothing, without a count unless asked', async () => {
      expect(await desk.read(`trades?account=${account}`)).not.toHaveProperty('total');
    });
  });

  describe.each([
    ['trades', aTrade, 'entryTime', 'tradeId'],
    ['fills', aFill, 'occurredAt', 'fillId'],
    ['signals', aSignal, 'timestamp', 'signalId'],
    ['account-snapshots', aSnapshot, 'snapshotTime', 'snapshotId'],
  ] as const)('of %s in pages', (path, build, time, key) => {
    /** 60 records on 20 instants, so that equal sort values fall on the edges of pages. */
    async function sixty(): Promise<string> {
      const account = await desk.account();
      const items = Array.from({ length: 60 }, (_, index) => build({ account, [time]: at(index % 20) }));
      expect((await desk.post(path, items)).body.map(({ status }: Body) => status as number)).toEqual(
        Array(60).fill(201),
      );
      return account;
    }

    async function walk(
      account: string,
      limit: number,
      betweenPages?: () => Promise<unknown>,
    ): Promise<Body[]> {
      const seen: Body[] = [];
      let cursor = '';
      do {
        const { items, nextCursor } = await desk.read(`${path}?account=${account}&limit=${limit}${cursor}`);
        seen.push(...items);
        cursor = nextCursor === null ? '' : `&cursor=${String(nextCursor)}`;
        await betweenPages?.();
      } while (cursor !== '');
      return seen;
    }

    const keys = (records: Body[]) => records.map((record) => record[key] as number);

    it.each([1, 7, 20, 59, 60, 1000])('of %i visit every record once', async (limit) => {
      const account = await sixty();

      const seen = await walk(account, limit);

      expect(new Set(keys(seen)).size).toBe(60);
      expect(seen).toHaveLength(60);
    });

    it('come newest first', async () => {
      const seen = await walk(await sixty(), 7);

      const times = seen.map((record) => record[time] as string);
      expect(times).toEqual([...times].sort().reverse());
    });

    it('visit every record once while new ones arrive', async () => {
      const account = await sixty();
      const before = keys(await walk(account, 1000));
      let arrived = 0;

      const seen = await walk(account, 7, async () => {
        arrived += 1;
        await desk.recorded(path, build({ account, [time]: at(100 + arrived) }));
      });

      expect(keys(seen)).toEqual(before);
    });

    it('end without a cursor', async () => {
      expect((await desk.read(`${path}?account=${await sixty()}&limit=60`)).nextCursor).toBeNull();
    });

    it('hold 50 by default', async () => {
      expect((await desk.read(`${path}?account=${await sixty()}`)).items).toHaveLength(50);
    });
  });

  it('of fills count on request, as every list does', async () => {
    const account = await desk.account();
    await desk.recorded('fills', aFill({ account }));

    expect(await desk.read(`fills?account=${account}&total=true`)).toMatchObject({ total: 1 });
  });

  it('of fills filter by trade, order and time', async () => {
    const account = await desk.account();
    const [first] = await desk.recordedEach('fills', [
      aFill({ account, clientOrderId: 'a', occurredAt: at(0) }),
      aFill({ account, clientOrderId: 'b', occurredAt: at(1), side: 'SELL' }),
      aFill({ account, clientOrderId: 'b', occurredAt: at(2) }),
    ]);
    const count = async (query: string) =>
      (await desk.read(`fills?account=${account}&${query}`)).items.length as number;

    expect(await count(`tradeId=${String(first.tradeId)}`)).toBe(2);
    expect(await count('clientOrderId=b')).toBe(2);
    expect(await count(`from=${at(1)}&to=${at(2)}`)).toBe(1);
  });

  it('of signals filter by what they say', async () => {
    const account = await desk.account();
    await desk.recordedEach('signals', [
      aSignal({ account, strategy: 'ORB', timestamp: at(0) }),
      aSignal({ account, signalType: 'SELL', symbol: 'MES', timestamp: at(1) }),
    ]);
    const count = async (query: string) =>
      (await desk.read(`signals?account=${account}&${query}`)).items.length as number;

    expect(await count('strategy=ORB')).toBe(1);
    expect(await count('signalType=SELL')).toBe(1);
    expect(await count('symbol=MES')).toBe(1);
    expect(await count('executed=false')).toBe(2);
    expect(await count('executed=true')).toBe(0);
    expect(await count(`from=${at(1)}`)).toBe(1);
  });

  it('of signals give the share that was executed', async () => {
    const account = await desk.account();
    const [{ signalId }] = await desk.recordedEach(
      'signals',
      [1, 2, 3, 4].map(() => aSignal({ account })),
    );
    await desk.post(`signals/${String(signalId)}/executed`, {});

    expect(await desk.read(`signals/execution-rate?account=${account}`)).toEqual({
      totalSignals: 4,
      executedSignals: 1,
      executionRate: 25,
    });
  });

  it('of the newest trades hold no more than asked', async () => {
    const account = await desk.account();
    await desk.recordedEach(
      'trades',
      [1, 2, 3].map((second) => aTrade({ account, entryTime: at(1e6 + second) })),
    );

    expect((await desk.read('trades/recent/2')).map(({ entryTime }: Body) => entryTime as string)).toEqual([
      at(1e6 + 3),
      at(1e6 + 2),
    ]);
  });

  it('of snapshots without a time keep each of several at once', async () => {
    const account = await desk.account();
    const timeless = (equity: string) => ({ account, balance: '1', equity });

    const { body } = await desk.post('account-snapshots', ['1', '2', '3'].map(timeless));

    expect(body.map(({ status }: Body) => status as number)).toEqual([201, 201, 201]);
  });
});
