import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aFill, aSignal, at, unique } from '../support/builders.js';
import { DIALECTS, scratchDatabase } from '../support/databases.js';
import { type Body, Desk } from './desk.js';

describe.each(DIALECTS)('fills on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
  });
  afterAll(() => desk.close());

  const buy = (account: string, seconds: number, fields = {}) =>
    aFill({ account, side: 'BUY', occurredAt: at(seconds), ...fields });
  const sell = (account: string, seconds: number, fields = {}) =>
    aFill({ account, side: 'SELL', occurredAt: at(seconds), ...fields });
  const totals = (account: string, order: string, fields: object) =>
    aFill({
      account,
      executionId: undefined,
      quantity: undefined,
      price: undefined,
      venueOrderId: order,
      ...fields,
    });
  const live = async (account: string): Promise<Body[]> =>
    (await desk.trades(account)).filter(({ status }) => status !== 'CANCELLED');

  describe('delivered again', () => {
    it('five times and between others change nothing', async () => {
      const account = await desk.account();
      const sent = [
        buy(account, 0, { quantity: '2' }),
        sell(account, 1),
        sell(account, 2, { price: '15010' }),
      ];
      const first = await desk.recordedEach('fills', sent);
      const trade = await desk.trade(account);

      for (const index of [0, 2, 1, 0, 1, 2, 2, 1, 0, 0, 1, 2, 0, 1, 2]) {
        expect(await desk.post('fills', sent[index])).toMatchObject({
          status: 200,
          body: first[index] as object,
        });
      }

      expect(await desk.trade(account)).toEqual(trade);
    });

    it('record no further event', async () => {
      const account = await desk.account();
      const fill = buy(account, 0);
      await desk.recorded('fills', fill);

      await desk.post('fills', fill);

      expect(await desk.events(account)).toHaveLength(1);
    });

    it('are the same in another spelling of their values', async () => {
      const account = await desk.account();
      const fill = buy(account, 0, { price: '15000.50', commission: '1.10', symbol: 'MNQ' });
      await desk.recorded('fills', fill);
      const spelled = {
        price: 15_000.5,
        commission: '1.1',
        symbol: 'CME_MINI:MNQ1!',
        side: 'buy',
        strategy: null,
      };

      expect(await desk.post('fills', { ...fill, ...spelled })).toMatchObject({ status: 200 });
    });

    it('are the same in another order of their nested fields', async () => {
      const account = await desk.account();
      const fill = buy(account, 0, { context: { adxAtEntry: 20, vwapAtEntry: '15000' } });
      await desk.recorded('fills', fill);

      expect(
        await desk.post('fills', { ...fill, context: { vwapAtEntry: '15000', adxAtEntry: 20 } }),
      ).toMatchObject({
        status: 200,
      });
    });

    it.each([
      ['quantity', '2'],
      ['price', '15000.25'],
      ['side', 'SELL'],
      ['symbol', 'MES'],
      ['occurredAt', at(1)],
      ['commission', '0.01'],
      ['strategy', 'Other'],
      ['context', { adxAtEntry: 20 }],
    ])('with another %s are a conflict that names it', async (field, value) => {
      const account = await desk.account();
      const fill = buy(account, 0);
      const { fillId } = await desk.recorded('fills', fill);

      expect(await desk.post('fills', { ...fill, [field]: value })).toMatchObject({
        status: 409,
        body: { code: 'execution_conflict', differingFields: [field], fillId },
      });
    });

    it('to another account are another fill', async () => {
      const [one, two] = [await desk.account(), await desk.account()];
      const fill = buy(one, 0);
      await desk.recorded('fills', fill);

      await desk.recorded('fills', { ...fill, account: two });

      expect(await desk.fills(two)).toHaveLength(1);
    });
  });

  describe('build trades', () => {
    it('open from flat', async () => {
      const account = await desk.account();
      await desk.recorded('fills', buy(account, 0));

      expect(await desk.trade(account)).toMatchObject({
        status: 'OPEN',
        direction: 'LONG',
        origin: 'FILLS',
        quantity: '1',
        openQuantity: '1',
        plAmountGross: null,
        winLoss: null,
      });
    });

    it('average the entry when they add', async () => {
      const account = await desk.account();
      await desk.recordedEach('fills', [
        buy(account, 0, { quantity: '2' }),
        buy(account, 1, { price: '15003' }),
      ]);

      expect(await desk.trade(account)).toMatchObject({ quantity: '3', entryPrice: '15001' });
    });

    it('realise a part when they reduce', async () => {
      const account = await desk.account();
      await desk.recordedEach('fills', [
        buy(account, 0, { quantity: '3' }),
        sell(account, 1, { price: '15010' }),
      ]);

      expect(await desk.trade(account)).toMatchObject({
        status: 'OPEN',
        openQuantity: '2',
        plAmountGross: '20',
        exitPrice: '15010',
        exitTime: null,
        winLoss: null,
      });
    });

    it('keep one book per position on a hedging account', async () => {
      const account = await desk.account({ mode: 'hedging' });
      await desk.recordedEach('fills', [
        buy(account, 0, { positionId: 'p1' }),
        sell(account, 1, { positionId: 'p2' }),
        sell(account, 2, { positionId: 'p1', price: '15010' }),
      ]);

      expect(await desk.trades(account)).toMatchObject([
        { positionId: 'p1', direction: 'LONG', status: 'CLOSED', plAmountGross: '20' },
        { positionId: 'p2', direction: 'SHORT', status: 'OPEN', quantity: '1' },
      ]);
    });

    it('net over position ids on a netting account', async () => {
      const account = await desk.account();
      await desk.recordedEach('fills', [
        buy(account, 0, { positionId: 'p1' }),
        sell(account, 1, { positionId: 'p2' }),
      ]);

      expect((await desk.trade(account)).status).toBe('CLOSED');
    });

    it('of different symbols separately', async () => {
      const account = await desk.account();
      await desk.recordedEach('fills', [buy(account, 0), sell(account, 1, { symbol: 'MES', price: '5000' })]);

      expect(await desk.trades(account)).toMatchObject([
        { symbol: 'MNQ', status: 'OPEN' },
        { symbol: 'MES', status: 'OPEN' },
      ]);
    });

    it('close one trade and open the next when they reverse, the costs pro rata', async () => {
      const account = await desk.account();
      await desk.recordedEach('fills', [
        buy(account, 0, { quantity: '1' }),
        sell(account, 1, {
          quantity: '3',
          price: '15010',
          commission: '1',
          swap: '-0.00000001',
          fees: '0.3',
        }),
      ]);

      expect(await desk.trades(account)).toMatchObject([
        {
          direction: 'LONG',
          status: 'CLOSED',
          plAmountGross: '20',
          commission: '0.33333333',
          feesPaid: '0.43333333',
        },
        {
          direction: 'SHORT',
          status: 'OPEN',
          quantity: '2',
          commission: '0.66666667',
          feesPaid: '0.86666666',
        },
      ]);
    });

    it('name both trades of a reversal', async () => {
      const account = await desk.account();
      await desk.recorded('fills', buy(account, 0));
      const reversal = await desk.recorded('fills', sell(account, 1, { quantity: '3' }));

      const [closed, opened] = await desk.trades(account);

      expect(reversal).toMatchObject({ tradeId: closed.tradeId, openedTradeId: opened.tradeId });
      expect((await desk.read(`trades/${String(opened.tradeId)}`)).fills).toHaveLength(1);
    });

    it('at the same instant in the order of arrival', async () => {
      const account = await desk.account();
      await desk.recordedEach('fills', [
        buy(account, 0),
        sell(account, 0),
        sell(account, 0),
        buy(account, 0),
      ]);

      expect((await desk.trades(account)).map(({ direction, status }) => [direction, status]).sort()).toEqual(
        [
          ['LONG', 'CLOSED'],
          ['SHORT', 'CLOSED'],
        ],
      );
    });

    it('at the same instant in the order of arrival when the book is folded again', async () => {
      const account = await desk.account();
      await desk.recordedEach('fills', [buy(account, 5), sell(account, 5, { price: '15010' })]);

      await desk.recorded('fills', buy(account, 1, { quantity: '2', price: '14000' }));

      expect(await desk.trade(account)).toMatchObject({
        direction: 'LONG',
        quantity: '3',
        openQuantity: '2',
      });
    });
  });

  describe('of two processes', () => {
    // One process owns a SQLite file.
    (dialect === 'sqlite' ? it.skip : it)('at the same instant keep the order of arrival', async () => {
      const scratch = await scratchDatabase(dialect);
      const [one, two] = [await Desk.open(dialect, { scratch }), await Desk.open(dialect, { scratch })];
      const [account, other] = [await one.account(), await one.account()];
      // Each process takes its row keys in blocks: the first one holds the lower block from now on.
      await one.recorded('fills', buy(other, 0));
      await two.recorded('fills', buy(account, 10));
      await one.recorded('fills', sell(account, 10, { price: '15010' }));

      await one.recorded('fills', buy(account, 1, { symbol: 'MNQ' }));

      const trades = (await one.trades(account)).filter(({ status }) => status !== 'CANCELLED');
      await Promise.all([one.close(), two.close()]);
      await scratch.drop();
      expect(trades).toMatchObject([{ direction: 'LONG', quantity: '2', openQuantity: '1' }]);
    });
  });

  describe('before their signal', () => {
    it('take its strategy, stop and 1 R when it arrives', async () => {
      const account = await desk.account();
      const clientSignalId = unique('signal');
      await desk.recorded('fills', buy(account, 0, { clientSignalId, quantity: '2' }));

      await desk.recorded(
        'signals',
        aSignal({ account, clientSignalId, strategy: 'ORB', stopLoss: '14990' }),
      );

      expect(await desk.trade(account)).toMatchObject({
        strategy: 'ORB',
        stopLoss: '14990',
        initialStopLoss: '14990',
        initialRiskAmount: '40',
      });
    });

    it('link it to the trade', async () => {
      const account = await desk.account();
      const clientSignalId = unique('signal');
      const { tradeId } = await desk.recorded('fills', buy(account, 0, { clientSignalId }));

      expect(await desk.recorded('signals', aSignal({ account, clientSignalId }))).toMatchObject({
        executed: true,
        executedAt: at(0),
        tradeId,
      });
    });

    it('take its 1 R even when the trade is closed by then', async () => {
      const account = await desk.account();
      const clientSignalId = unique('signal');
      await desk.recordedEach('fills', [
        buy(account, 0, { clientSignalId }),
        sell(account, 1, { price: '15010' }),
      ]);

      await desk.recorded('signals', aSignal({ account, clientSignalId, stopLoss: '14990' }));

      expect(await desk.trade(account)).toMatchObject({ initialRiskAmount: '20', resultR: 1 });
    });

    it('announce what the signal brought', async () => {
      const account = await desk.account();
      const clientSignalId = unique('signal');
      await desk.recorded('fills', buy(account, 0, { clientSignalId }));

      await desk.recorded('signals', aSignal({ account, clientSignalId, strategy: 'ORB' }));

      const last = (await desk.events(account)).filter(({ type }) => type === 'trade_execution').at(-1);
      expect(last?.data.trade).toMatchObject({ strategy: 'ORB' });
    });
  });

  describe('after their signal', () => {
    it('take what it said', async () => {
      const account = await desk.account();
      const { clientSignalId } = await desk.recorded(
        'signals',
        aSignal({ account, strategy: 'ORB', stopLoss: '14990' }),
      );
      await desk.recorded('fills', buy(account, 0, { clientSignalId }));

      expect(await desk.trade(account)).toMatchObject({ strategy: 'ORB', initialRiskAmount: '20' });
    });

    it('mark it as executed', async () => {
      const account = await desk.account();
      const { clientSignalId, signalId } = await desk.recorded('signals', aSignal({ account }));
      const { tradeId } = await desk.recorded('fills', buy(account, 0, { clientSignalId }));

      expect(await desk.read(`signals/${String(signalId)}`)).toMatchObject({ executed: true, tradeId });
    });

    it('mark a CLOSE signal as executed whether it came before or after the fill', async () => {
      const account = await desk.account();
      const close = (clientSignalId: string) =>
        aSignal({ account, clientSignalId, signalType: 'CLOSE', timestamp: at(1) });
      await desk.recorded('signals', close('before'));
      await desk.recordedEach('fills', [
        buy(account, 0, { quantity: '2' }),
        sell(account, 1, { clientSignalId: 'before' }),
        sell(account, 2, { clientSignalId: 'after' }),
      ]);
      await desk.recorded('signals', close('after'));

      const { items } = await desk.read(`signals?account=${account}`);
      expect(items.map(({ executed }: Body) => executed as boolean)).toEqual([true, true]);
    });
  });

  describe('reported cumulatively', () => {
    it('add the increments', async () => {
      const account = await desk.account();
      const order = unique('order');
      await desk.recordedEach('fills', [
        totals(account, order, { cumulativeQuantity: '1', averagePrice: '15000', commission: '0.5' }),
        totals(account, order, { cumulativeQuantity: '3', averagePrice: '15002', commission: '1.5' }),
      ]);

      expect(await desk.trade(account)).toMatchObject({
        quantity: '3',
        entryPrice: '15002',
        commission: '1.5',
      });
      expect((await desk.fills(account)).at(-1)).toMatchObject({
        quantity: '2',
        price: '15003',
        commission: '1',
      });
    });

    it('go on across a restart', async () => {
      const scratch = await scratchDatabase(dialect);
      const before = await Desk.open(dialect, { scratch });
      const account = await before.account();
      const order = unique('order');
      await before.recorded(
        'fills',
        totals(account, order, { cumulativeQuantity: '1', averagePrice: '15000' }),
      );
      await before.close();

      const after = await Desk.open(dialect, { scratch });
      await after.recorded(
        'fills',
        totals(account, order, { cumulativeQuantity: '3', averagePrice: '15002' }),
      );
      const trade = await after.trade(account);
      await after.close();
      await scratch.drop();

      expect(trade).toMatchObject({ quantity: '3', entryPrice: '15002' });
    });

    it('repeat the latest fill when a later total covers them', async () => {
      const account = await desk.account();
      const order = unique('order');
      const { fillId } = await desk.recorded(
        'fills',
        totals(account, order, { cumulativeQuantity: '3', averagePrice: '15002' }),
      );

      expect(
        await desk.post('fills', totals(account, order, { cumulativeQuantity: '1', averagePrice: '15000' })),
      ).toMatchObject({ status: 200, body: { fillId } });
    });

    it('mix with increments of the same order', async () => {
      const account = await desk.account();
      const order = unique('order');
      await desk.recorded('fills', buy(account, 0, { venueOrderId: order }));
      await desk.recorded(
        'fills',
        totals(account, order, { cumulativeQuantity: '2', averagePrice: '15001', occurredAt: at(1) }),
      );

      expect(await desk.trade(account)).toMatchObject({ quantity: '2', entryPrice: '15001' });
    });

    it('are those of one order also when the venue names it only in the second report', async () => {
      const account = await desk.account();
      const clientOrderId = unique('ours');
      await desk.recorded('fills', {
        ...totals(account, '', { cumulativeQuantity: '1', averagePrice: '15000' }),
        venueOrderId: undefined,
        clientOrderId,
      });
      await desk.recorded('fills', {
        ...totals(account, unique('theirs'), { cumulativeQuantity: '3', averagePrice: '15002' }),
        clientOrderId,
      });

      expect((await desk.trade(account)).quantity).toBe('3');
    });

    it('refuse the other side of the order', async () => {
      const account = await desk.account();
      const order = unique('order');
      await desk.recorded(
        'fills',
        totals(account, order, { cumulativeQuantity: '1', averagePrice: '15000' }),
      );

      expect(
        await desk.post(
          'fills',
          totals(account, order, { side: 'SELL', cumulativeQuantity: '2', averagePrice: '1' }),
        ),
      ).toMatchObject({ status: 422, body: { errors: [{ field: 'venueOrderId', rule: 'same_order' }] } });
    });
  });

  describe('corrected', () => {
    const correction = (account: string, replacesExecutionId: unknown, fields: object) =>
      aFill({ account, kind: 'CORRECTION', replacesExecutionId, ...fields });
    const bust = (account: string, replacesExecutionId: unknown, fields: object = {}) => {
      const { quantity, price, ...rest } = aFill({ account, kind: 'BUST', replacesExecutionId, ...fields });
      return rest;
    };

    it('change the opening price of a closed trade', async () => {
      const account = await desk.account();
      const opening = await desk.recorded('fills', buy(account, 0));
      await desk.recorded('fills', sell(account, 1, { price: '15010' }));

      await desk.recorded('fills', correction(account, opening.executionId, { price: '15005' }));

      expect(await desk.trade(account)).toMatchObject({
        entryPrice: '15005',
        plAmountGross: '10',
        status: 'CLOSED',
      });
    });

    it('keep the replaced execution in the history', async () => {
      const account = await desk.account();
      const opening = await desk.recorded('fills', buy(account, 0));

      const corrected = await desk.recorded(
        'fills',
        correction(account, opening.executionId, { price: '15005' }),
      );

      const { fills } = await desk.read(`trades/${String(opening.tradeId)}`);
      expect(fills).toMatchObject([
        { fillId: opening.fillId, price: '15000', replacedByFillId: corrected.fillId },
        { fillId: corrected.fillId, price: '15005', replacesFillId: opening.fillId, replacedByFillId: null },
      ]);
    });

    it('in a chain count once', async () => {
      const account = await desk.account();
      const first = await desk.recorded('fills', buy(account, 0));
      const second = await desk.recorded('fills', correction(account, first.executionId, { quantity: '5' }));
      await desk.recorded(
        'fills',
        correction(account, second.executionId, { quantity: '2', price: '15001' }),
      );

      expect(await desk.trade(account)).toMatchObject({ quantity: '2', entryPrice: '15001' });
    });

    it('by a bust after a correction count nothing', async () => {
      const account = await desk.account();
      const first = await desk.recorded('fills', buy(account, 0));
      const second = await desk.recorded('fills', correction(account, first.executionId, { quantity: '5' }));

      await desk.recorded('fills', bust(account, second.executionId));

      expect(await desk.trade(account)).toMatchObject({ status: 'CANCELLED', openQuantity: '0' });
    });

    it('cancel the trade when its only fill is busted', async () => {
      const account = await desk.account();
      const { executionId, tradeId } = await desk.recorded('fills', buy(account, 0, { stopLoss: '14990' }));

      await desk.recorded('fills', bust(account, executionId));

      expect(await desk.trade(account)).toMatchObject({
        tradeId,
        status: 'CANCELLED',
        exitReason: 'Superseded',
        plAmountNet: null,
        winLoss: null,
      });
    });

    it('by a bust of the exit leave the trade open again', async () => {
      const account = await desk.account();
      await desk.recorded('fills', buy(account, 0));
      const { executionId } = await desk.recorded('fills', sell(account, 1, { exitReason: 'Target' }));

      await desk.recorded('fills', bust(account, executionId, { side: 'SELL', occurredAt: at(1) }));

      expect(await desk.trade(account)).toMatchObject({
        status: 'OPEN',
        openQuantity: '1',
        exitTime: null,
        exitReason: null,
        plAmountNet: null,
      });
    });

    it('by a bust of the entry turn the exit into an entry', async () => {
      const account = await desk.account();
      const { executionId } = await desk.recorded('fills', buy(account, 0));
      await desk.recorded('fills', sell(account, 1, { price: '15010' }));

      await desk.recorded('fills', bust(account, executionId));

      expect(await live(account)).toMatchObject([
        { direction: 'SHORT', status: 'OPEN', entryPrice: '15010' },
      ]);
    });

    it('by a bust let a later fill start anew', async () => {
      const account = await desk.account();
      const { executionId } = await desk.recorded('fills', buy(account, 0));
      await desk.recorded('fills', bust(account, executionId));

      await desk.recorded('fills', sell(account, 5));

      expect(await live(account)).toMatchObject([{ direction: 'SHORT', quantity: '1' }]);
    });

    it('into a reversal split the trade in two', async () => {
      const account = await desk.account();
      await desk.recorded('fills', buy(account, 0));
      const exit = await desk.recorded('fills', sell(account, 1));

      await desk.recorded(
        'fills',
        correction(account, exit.executionId, { side: 'SELL', quantity: '3', occurredAt: at(1) }),
      );

      expect(await live(account)).toMatchObject([
        { direction: 'LONG', status: 'CLOSED', quantity: '1' },
        { direction: 'SHORT', status: 'OPEN', quantity: '2' },
      ]);
    });

    it('change the stop and the strategy of the entry', async () => {
      const account = await desk.account();
      const wrong = { stopLoss: '14900', strategy: 'Wrong' };
      const { executionId } = await desk.recorded('fills', buy(account, 0, wrong));

      await desk.recorded(
        'fills',
        correction(account, executionId, { stopLoss: '14990', strategy: 'Right' }),
      );

      expect(await desk.trade(account)).toMatchObject({ initialRiskAmount: '20', strategy: 'Right' });
    });

    it('are recorded once however often they are sent', async () => {
      const account = await desk.account();
      const { executionId } = await desk.recorded('fills', buy(account, 0));
      const again = correction(account, executionId, { price: '15005' });
      const first = await desk.recorded('fills', again);

      expect(await desk.post('fills', again)).toMatchObject({ status: 200, body: first });
    });

    it('answer the replaced execution when it is sent again', async () => {
      const account = await desk.account();
      const original = buy(account, 0);
      const { executionId, fillId } = await desk.recorded('fills', original);
      await desk.recorded('fills', correction(account, executionId, { price: '15005' }));

      expect(await desk.post('fills', original)).toMatchObject({ status: 200, body: { fillId } });
      expect((await desk.trade(account)).entryPrice).toBe('15005');
    });

    it('to another time move the fill', async () => {
      const account = await desk.account();
      await desk.recorded('fills', buy(account, 10));
      const { executionId } = await desk.recorded('fills', buy(account, 20, { price: '15004' }));

      await desk.recorded('fills', correction(account, executionId, { price: '15004', occurredAt: at(5) }));

      expect(await desk.trade(account)).toMatchObject({
        entryTime: at(5),
        quantity: '2',
        entryPrice: '15002',
      });
    });

    it('within the array that brought the original', async () => {
      const account = await desk.account();
      const original = buy(account, 0);

      const { body } = await desk.post('fills', [
        original,
        correction(account, original.executionId, { price: '15005' }),
        sell(account, 1, { price: '15010' }),
      ]);

      expect(body.map(({ status }: Body) => status as number)).toEqual([201, 201, 201]);
      expect(await desk.trade(account)).toMatchObject({ entryPrice: '15005', plAmountGross: '10' });
    });
  });

  describe('that arrive late', () => {
    it('keep the journal of the trade', async () => {
      const account = await desk.account();
      const { tradeId } = await desk.recorded('fills', buy(account, 10));
      await desk.patch(`trades/${String(tradeId)}`, {
        notes: 'mine',
        tags: ['kept'],
        mentalState: 3,
        stopLoss: '14980',
        strategy: 'By hand',
      });

      await desk.recorded('fills', buy(account, 5));

      expect(await desk.trade(account)).toMatchObject({
        tradeId,
        quantity: '2',
        notes: 'mine',
        tags: ['kept'],
        mentalStatePreTrade: 3,
        stopLoss: '14980',
        strategy: 'By hand',
      });
    });

    it('leave the tag filter as it was', async () => {
      const account = await desk.account();
      const { tradeId } = await desk.recorded('fills', buy(account, 10));
      await desk.patch(`trades/${String(tradeId)}`, { tags: ['kept'] });

      await desk.recorded('fills', buy(account, 5));

      expect(await desk.trades(account, '&tag=kept')).toHaveLength(1);
    });

    it('give a trade that they split off what its own signal said', async () => {
      const account = await desk.account();
      const { clientSignalId } = await desk.recorded(
        'signals',
        aSignal({ account, strategy: 'ORB', timestamp: at(20) }),
      );
      await desk.recordedEach('fills', [buy(account, 0), buy(account, 20, { clientSignalId })]);

      await desk.recorded('fills', sell(account, 10));

      expect((await live(account)).map(({ strategy }) => strategy as string)).toEqual([null, 'ORB']);
    });

    it('link a signal to the trade that its fill opened after all', async () => {
      const account = await desk.account();
      const { clientSignalId, signalId } = await desk.recorded(
        'signals',
        aSignal({ account, timestamp: at(20) }),
      );
      await desk.recordedEach('fills', [buy(account, 0), buy(account, 20, { clientSignalId })]);

      await desk.recorded('fills', sell(account, 10));

      const [, second] = await live(account);
      expect((await desk.read(`signals/${String(signalId)}`)).tradeId).toBe(second.tradeId);
    });

    it('announce the version that the trade has now', async () => {
      const account = await desk.account();
      await desk.recordedEach('fills', [buy(account, 10), sell(account, 20)]);

      await desk.recorded('fills', buy(account, 5, { quantity: '0.5' }));
      await desk.recorded('fills', sell(account, 6, { quantity: '0.5' }));

      const announced = (await desk.events(account)).filter(({ type }) => type === 'trade_execution').at(-1);
      const { tradeId, version } = announced?.data.trade as { tradeId: number; version: number };
      expect(version).toBe((await desk.read(`trades/${tradeId}`)).version);
    });
  });

  it('announce a closed trade with the version that it has now', async () => {
    const account = await desk.account();
    await desk.recordedEach('fills', [buy(account, 0), sell(account, 1)]);

    const closed = (await desk.events(account)).at(-1);

    expect(closed?.data.trade.version).toBe((await desk.trade(account)).version);
  });
});
