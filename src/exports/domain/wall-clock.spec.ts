import { describe, expect, it } from '@jest/globals';
import { localDay, localTime } from './wall-clock.js';

describe('the wall clock of an account', () => {
  it.each([
    ['2026-03-02T14:31:05.000000Z', 'UTC', '2026-03-02 14:31:05'],
    ['2026-03-02T04:30:00.000000Z', 'America/Chicago', '2026-03-01 22:30:00'],
    // The hour that daylight saving skips: 01:59:59 CST is followed by 03:00:00 CDT.
    ['2026-03-08T07:59:59.000000Z', 'America/Chicago', '2026-03-08 01:59:59'],
    ['2026-03-08T08:00:00.000000Z', 'America/Chicago', '2026-03-08 03:00:00'],
    ['2026-12-31T23:00:00.000000Z', 'Europe/Prague', '2027-01-01 00:00:00'],
    ['2026-07-01T20:15:00.000000Z', 'Asia/Kathmandu', '2026-07-02 02:00:00'],
    ['2026-03-02T14:31:05.999999Z', 'UTC', '2026-03-02 14:31:05'],
  ])('shows %s in %s as %s', (instant, timeZone, shown) => {
    expect(`${localDay(instant, timeZone)} ${localTime(instant, timeZone)}`).toBe(shown);
  });
});
