import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aClosedTrade, aFill, aTrade, at, unique } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from './desk.js';

describe.each(DIALECTS)('the life of a reported trade on %s', (dialect) => {
  let desk: Desk;
  let account: string;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
    account = await desk.account();
  });
  afterAll(() => desk.close());

  const open = (fields = {}): Promise<Body> => desk.recorded('trades', aTrade({ account, ...fields }));
  const pending = (fields = {}): Promise<Body> => open({ status: 'PENDING', ...fields });
  const edit = (trade: Body, changes: object) => desk.patch(`trades/${String(trade.tradeId)}`, changes);
  const close = (trade: Body, fields = {}) =>
    desk.post(`trades/${String(trade.tradeId)}/close`, { exitPrice: '15010', exitTime: at(60), ...fields });

  describe('recorded again', () => {
    it('answers the first result', async () => {
      const trade = aTrade({ account });
      const first = await desk.recorded('trades', trade);

      expect(await desk.post('trades', trade)).toMatchObject({ status: 200, body: first });
    });

    it('answers the trade as it is now', async () => {
      const trade = aTrade({ account });
      await close(await desk.recorded('trades', trade));

      expect(await desk.post('trades', trade)).toMatchObject({ status: 200, body: { status: 'CLOSED' } });
    });

    it.each([
      ['quantity', '2'],
      ['direction', 'SHORT'],
      ['entryPrice', '15001'],
      ['notes', 'other'],
    ])('with another %s is a conflict that names it', async (field, value) => {
      const trade = aTrade({ account });
      await desk.recorded('trades', trade);

      expect(await desk.post('trades', { ...trade, [field]: value })).toMatchObject({
        status: 409,
        body: { code: 'trade_conflict', differingFields: [field] },
      });
    });

    it('by its ticket is the same trade', async () => {
      const trade = { ...aTrade({ account }), clientTradeId: undefined, ticket: unique('ticket') };
      const { tradeId } = await desk.recorded('trades', trade);

      expect(await desk.post('trades', trade)).toMatchObject({ status: 200, body: { tradeId } });
    });

    it('with a ticket in another account is another trade', async () => {
      const trade = { ...aTrade({ account }), ticket: '1001' };
      await desk.recorded('trades', trade);

      await desk.recorded('trades', { ...trade, account: await desk.account() });
    });
  });

  describe('close', () => {
    it.each(['ticket', 'clientTradeId', 'tradeId'])('by its %s', async (name) => {
      const trade = await open({ ticket: unique('ticket') });
      const body = { account, [name]: trade[name] as unknown, exitPrice: '15010', exitTime: at(60) };

      expect(await desk.post('trades/close', body)).toMatchObject({
        status: 201,
        body: { tradeId: trade.tradeId as number, status: 'CLOSED', plAmountNet: '20' },
      });
    });

    it('by its id in the path', async () => {
      expect(await close(await open())).toMatchObject({
        status: 200,
        body: { status: 'CLOSED', openQuantity: '0' },
      });
    });

    it('the same way twice answers the same body', async () => {
      const trade = await open();
      const first = await close(trade);

      expect(await close(trade)).toMatchObject({ status: 200, body: first.body as object });
    });

    it('the same way in another spelling answers the same body', async () => {
      const trade = await open();
      const first = await close(trade);

      expect(await close(trade, { exitPrice: 15_010, exitTime: '2025-06-02T16:31:00+02:00' })).toMatchObject({
        status: 200,
        body: first.body as object,
      });
    });

    it.each([
      ['exitPrice', '15011'],
      ['exitTime', at(61)],
      ['exitReason', 'Stop'],
      ['profit', '19'],
      ['fees', '1'],
    ])('with another %s is a conflict that names it', async (field, value) => {
      const trade = await open();
      await close(trade);

      expect(await close(trade, { [field]: value })).toMatchObject({
        status: 409,
        body: { code: 'trade_already_closed', differingFields: [field], tradeId: trade.tradeId as number },
      });
    });

    it('a second time differently changes nothing', async () => {
      const trade = await open();
      await close(trade);
      await close(trade, { exitPrice: '1' });

      expect(await desk.read(`trades/${String(trade.tradeId)}`)).toMatchObject({
        exitPrice: '15010',
        plAmountNet: '20',
      });
    });

    it('of a trade that was reported over, with the same facts, repeats', async () => {
      const trade = await desk.recorded('trades', aClosedTrade({ account }));

      expect(await close(trade)).toMatchObject({ status: 200, body: { tradeId: trade.tradeId as number } });
    });

    it.each([['PENDING'], ['CANCELLED'], ['FAILED']])('of a %s trade is illegal', async (status) => {
      const trade = await pending();
      if (status !== 'PENDING') {
        await edit(trade, { status });
      }

      expect(await close(trade)).toMatchObject({ status: 409, body: { code: 'illegal_status_move' } });
    });

    it('of a trade built from fills is refused', async () => {
      const fills = await desk.account();
      const { tradeId } = await desk.recorded('fills', aFill({ account: fills }));

      expect(await close({ tradeId })).toMatchObject({
        status: 409,
        body: { code: 'trade_built_from_fills' },
      });
    });

    it('of a trade of another account by ticket finds nothing', async () => {
      const { ticket } = await open({ ticket: unique('ticket') });
      const body = { account: await desk.account(), ticket, exitPrice: '1', exitTime: at(60) };

      expect(await desk.post('trades/close', body)).toMatchObject({
        status: 404,
        body: { code: 'trade_not_found' },
      });
    });

    it('of several at once answers each', async () => {
      const trade = await open({ ticket: unique('ticket') });
      const exit = { account, exitPrice: '15010', exitTime: at(60) };

      const { status, body } = await desk.post('trades/close', [
        { ...exit, ticket: trade.ticket as string },
        { ...exit, ticket: trade.ticket as string },
        { ...exit, ticket: 'unknown' },
      ]);

      expect([status, ...body.map((item: Body) => item.status as number)]).toEqual([207, 201, 200, 404]);
    });

    it('frees its ticket for nobody else', async () => {
      const trade = aTrade({ account, clientTradeId: undefined, ticket: unique('ticket') });
      await close(await desk.recorded('trades', trade));

      expect(await desk.post('trades', { ...trade, entryPrice: '1' })).toMatchObject({ status: 409 });
    });
  });

  describe('status', () => {
    it.each([['OPEN'], ['CANCELLED'], ['FAILED']])('PENDING becomes %s', async (status) => {
      expect(await edit(await pending(), { status })).toMatchObject({ status: 200, body: { status } });
    });

    it.each([
      ['PENDING', 'CLOSED'],
      ['OPEN', 'PENDING'],
      ['OPEN', 'CANCELLED'],
      ['OPEN', 'FAILED'],
      ['OPEN', 'CLOSED'],
      ['CLOSED', 'OPEN'],
      ['CLOSED', 'PENDING'],
      ['CLOSED', 'CANCELLED'],
      ['CLOSED', 'FAILED'],
      ['CANCELLED', 'OPEN'],
      ['CANCELLED', 'PENDING'],
      ['CANCELLED', 'FAILED'],
      ['CANCELLED', 'CLOSED'],
      ['FAILED', 'OPEN'],
      ['FAILED', 'CANCELLED'],
      ['FAILED', 'PENDING'],
    ])('%s does not become %s', async (from, to) => {
      const trade = await inStatus(from);

      expect(await edit(trade, { status: to })).toMatchObject({
        status: 409,
        body: { code: 'illegal_status_move', errors: [{ field: 'status' }] },
      });
      expect((await desk.read(`trades/${String(trade.tradeId)}`)).status).toBe(from);
    });

    async function inStatus(status: string): Promise<Body> {
      if (status === 'OPEN') {
        return open();
      }
      if (status === 'CLOSED') {
        return desk.recorded('trades', aClosedTrade({ account }));
      }
      const trade = await pending();
      return status === 'PENDING' ? trade : (await edit(trade, { status })).body;
    }

    it('OPEN takes the price and time of the entry', async () => {
      const trade = await pending({ entryPrice: undefined, stopLoss: '14990' });

      expect(await edit(trade, { status: 'OPEN', entryPrice: '15005', entryTime: at(30) })).toMatchObject({
        status: 200,
        body: { entryPrice: '15005', entryTime: at(30), openQuantity: '1', initialRiskAmount: '30' },
      });
    });

    it('OPEN needs a price', async () => {
      expect(await edit(await pending({ entryPrice: undefined }), { status: 'OPEN' })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'entryPrice', rule: 'required' }] },
      });
    });

    it('OPEN keeps the costs and the intended price that were stated before', async () => {
      const stated = {
        entryCommission: '1.5',
        intendedPrice: '14999.5',
        fxRate: '2',
        orderSubmittedAt: at(0),
      };
      const trade = await pending(stated);

      expect(await edit(trade, { status: 'OPEN', entryPrice: '15000', entryTime: at(1) })).toMatchObject({
        status: 200,
        body: { commission: '1.5', entrySlippageTicks: '2', entryExecutionLatencyMs: 1000 },
      });
    });

    it('OPEN refuses a stop that turns out to lie on the wrong side', async () => {
      const trade = await pending({ entryPrice: undefined, stopLoss: '15010' });

      expect(await edit(trade, { status: 'OPEN', entryPrice: '15000' })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'stopLoss', rule: 'wrong_side' }] },
      });
    });

    it.each([
      ['entryPrice', '15001'],
      ['entryTime', at(5)],
    ])('PENDING takes a new %s alone, or refuses it', async (field, value) => {
      const trade = await pending();
      const { status, body } = await edit(trade, { [field]: value });

      expect(status === 200 ? body[field] : 'refused').toBe(status === 200 ? value : 'refused');
    });

    it('of a trade of fills follows from its fills alone', async () => {
      const { tradeId } = await desk.recorded('fills', aFill({ account: await desk.account() }));

      expect(await edit({ tradeId }, { status: 'CANCELLED' })).toMatchObject({ status: 409 });
    });
  });

  describe('edits', () => {
    it('are kept with before and after', async () => {
      const trade = await open({ stopLoss: '14990' });
      await edit(trade, { stopLoss: '14995', notes: 'tightened', occurredAt: at(30) });
      await edit(trade, { stopLoss: '15001' });

      const { history } = await desk.read(`trades/${String(trade.tradeId)}`);
      expect(history).toMatchObject(
        expect.arrayContaining([
          expect.objectContaining({
            field: 'stopLoss',
            before: '14990',
            after: '14995',
            changedBy: 'admin',
            occurredAt: at(30),
          }),
          expect.objectContaining({ field: 'notes', before: null, after: 'tightened' }),
          expect.objectContaining({ field: 'stopLoss', before: '14995', after: '15001' }),
        ]),
      );
      expect(history).toHaveLength(3);
    });

    it('that change nothing leave version, history and events alone', async () => {
      const trade = await open({ notes: 'same', tags: ['a'], stopLoss: '14990' });
      const events = (await desk.events(account)).length;

      const { body } = await edit(trade, { notes: 'same', tags: ['a'], stopLoss: '14990.0' });

      expect(body.version).toBe(trade.version);
      expect((await desk.read(`trades/${String(trade.tradeId)}`)).history).toEqual([]);
      expect(await desk.events(account)).toHaveLength(events);
    });

    it('raise the version', async () => {
      const trade = await open();

      expect((await edit(trade, { notes: 'x' })).body.version).toBe(2);
    });

    it('of an outdated version are refused', async () => {
      const trade = await open();
      await edit(trade, { notes: 'first' });

      expect(await edit(trade, { notes: 'second', expectedVersion: trade.version })).toMatchObject({
        status: 409,
        body: { code: 'version_conflict', version: 2 },
      });
    });

    it('announce what they changed', async () => {
      const trade = await open();
      await edit(trade, { notes: 'x', tags: ['a'] });

      const last = (await desk.events(account)).at(-1);
      expect(last).toMatchObject({ type: 'trade_execution', data: { changed: ['notes', 'tags'] } });
    });

    it.each(['stopLoss', 'takeProfit'])('of the %s end with the trade', async (field) => {
      const trade = await desk.recorded('trades', aClosedTrade({ account }));

      expect(await edit(trade, { [field]: '14990' })).toMatchObject({
        status: 409,
        body: { code: 'trade_is_over' },
      });
    });

    it('of the journal go on after the end', async () => {
      const trade = await desk.recorded('trades', aClosedTrade({ account }));

      expect(
        await edit(trade, { notes: 'too early', mentalState: 2, ruleBreaks: 1, mae: '3' }),
      ).toMatchObject({
        status: 200,
        body: { notes: 'too early', mentalStatePreTrade: 2, ruleBreaks: 1, mae: '3' },
      });
    });

    it('of another account’s trade are refused to a bound key', async () => {
      const trade = await open();
      const bound = { name: 'bound', scopes: ['record'], accounts: [await desk.account()] };
      const { apiKey } = await desk.recorded('auth/keys', bound);

      const answer = await desk.app.fetchJson(
        'PATCH',
        `/api/trades/${String(trade.tradeId)}`,
        { notes: 'x' },
        {
          'x-api-key': apiKey as string,
        },
      );

      expect(answer).toMatchObject({ status: 404, body: { code: 'trade_not_found' } });
    });
  });
});
