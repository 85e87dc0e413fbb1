import { describe, expect, it } from '@jest/globals';
import { parseAlertTime } from './alert-time.js';

const HALF_PAST_TEN = '2023-06-15T10:30:00.000000Z';

describe('parseAlertTime', () => {
  it.each([
    ['ISO with Z', '2023-06-15T10:30:00Z', HALF_PAST_TEN],
    ['ISO with an offset', '2023-06-15T12:30:00+02:00', HALF_PAST_TEN],
    ['Unix seconds', 1686825000, HALF_PAST_TEN],
    ['Unix seconds as text', ' 1686825000 ', HALF_PAST_TEN],
    ['Unix seconds with a fraction', 1686825000.25, '2023-06-15T10:30:00.250000Z'],
    ['Unix milliseconds', 1686825000123, '2023-06-15T10:30:00.123000Z'],
    ['Unix milliseconds as text', '1686825000123', '2023-06-15T10:30:00.123000Z'],
    ['MetaTrader time with a zone', '2023.06.15 10:30:00Z', HALF_PAST_TEN],
    ['MetaTrader time without seconds', '2023.06.15 13:30+03:00', HALF_PAST_TEN],
  ])('reads %s', (_what, input, value) => {
    expect(parseAlertTime(input)).toEqual({ ok: true, value });
  });

  it.each([
    ['+03:00', '2023.06.15 13:30:00'],
    ['3', '2023.06.15 13:30:00'],
    ['GMT+3', '2023.06.15 13:30:00'],
    ['-0500', '2023.06.15 05:30:00'],
    ['UTC', '2023.06.15 10:30:00'],
  ])('takes the offset %s of the message for a MetaTrader time', (offset, time) => {
    expect(parseAlertTime(time, offset)).toEqual({ ok: true, value: HALF_PAST_TEN });
  });

  it('refuses a MetaTrader time without a zone', () => {
    const parsed = parseAlertTime('2023.06.15 10:30:00');
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining('Expected a zone') });
  });

  it.each([
    ['a day written as a number', 20230615],
    ['microseconds', '1686825000123456'],
    ['a negative number', -1],
    ['infinity', Infinity],
    ['a boolean', true],
    ['an object', {}],
    ['a year that an offset pushes beyond four digits', '9999-12-31T23:59:59-12:00'],
    ['the 31st of June', '2023.06.31 10:30:00Z'],
  ])('refuses %s', (_what, input) => {
    expect(parseAlertTime(input)).toMatchObject({ ok: false });
  });
});
