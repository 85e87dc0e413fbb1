import { describe, expect, it } from '@jest/globals';
import { type Action, actionOf } from './action-words.js';
import { type MarketPosition, planSteps } from './market-position.js';

const UNKNOWN: MarketPosition = { now: null, previous: null, size: null };
const buy = actionOf('buy') as Action;
const sell = actionOf('sell') as Action;
const hold = actionOf('hold') as Action;

function plan(action: Action, position: Partial<MarketPosition>): string[] | null {
  const steps = planSteps(action, { ...UNKNOWN, ...position });
  return (
    steps?.map(({ signalType, closeSide, quantity }) => {
      const size = quantity === 'order' ? 'order' : (quantity.exactly ?? 'whole');
      return [signalType, closeSide, size].filter((word) => word !== null).join(' ');
    }) ?? null
  );
}

describe('planSteps', () => {
  it('takes the action alone where the message has no position', () => {
    expect(plan(buy, {})).toEqual(['BUY order']);
    expect(plan(sell, {})).toEqual(['SELL order']);
  });

  it('closes the whole position when it is flat afterwards', () => {
    expect(plan(sell, { now: 'FLAT' })).toEqual(['CLOSE whole']);
    expect(plan(sell, { now: 'FLAT', previous: 'LONG' })).toEqual(['CLOSE LONG whole']);
    expect(plan(hold, { now: 'FLAT' })).toEqual(['CLOSE whole']);
  });

  it('opens when the position was flat', () => {
    expect(plan(buy, { now: 'LONG', previous: 'FLAT', size: '2' })).toEqual(['BUY order']);
  });

  it('adds when the order goes with the position', () => {
    expect(plan(sell, { now: 'SHORT', previous: 'SHORT', size: '3' })).toEqual(['SELL order']);
  });

  it('closes a part when the order goes against a position that stays', () => {
    expect(plan(sell, { now: 'LONG', previous: 'LONG', size: '1' })).toEqual(['CLOSE LONG order']);
    expect(plan(buy, { now: 'SHORT' })).toEqual(['CLOSE SHORT order']);
  });

  it('reverses with the size of the new position, which the order exceeds', () => {
    expect(plan(sell, { now: 'SHORT', previous: 'LONG', size: '2' })).toEqual(['CLOSE LONG whole', 'SELL 2']);
    expect(plan(buy, { now: 'LONG', previous: 'SHORT' })).toEqual(['CLOSE SHORT whole', 'BUY whole']);
  });

  it('finds no meaning in a sell that leads from flat to long', () => {
    expect(plan(sell, { now: 'LONG', previous: 'FLAT' })).toBeNull();
  });
});

describe('actionOf', () => {
  it.each([
    ['BUY', 'BUY', null],
    ['enter_long', 'BUY', null],
    ['Enter-Short', 'SELL', null],
    ['buystop', 'BUY', null],
    ['closelongshort', 'CLOSE', null],
    ['closeall', 'CLOSE', null],
    ['exit_short', 'CLOSE', 'SHORT'],
    ['cancel', 'HOLD', null],
  ])('reads %s as %s', (word, signalType, closeSide) => {
    expect(actionOf(word)).toEqual({ signalType, closeSide });
  });

  it.each(['breakeven', 'newsltpshort', 'constructor', ''])('knows no action %j', (word) => {
    expect(actionOf(word)).toBeNull();
  });
});
