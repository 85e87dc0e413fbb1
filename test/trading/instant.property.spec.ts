import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differingFields, factsOf } from '../../src/common/facts.js';
import { fromMillis, microsBetween, parseInstant, toMillis } from '../../src/common/instant.js';

const FIRST = Date.parse('1970-01-01T00:00:00Z');
const LAST = Date.parse('2999-12-30T00:00:00Z');
const second = fc.integer({ min: FIRST / 1000, max: LAST / 1000 });
const micros = fc.integer({ min: 0, max: 999_999 });

const instantOf = (seconds: number, microseconds: number) =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(microseconds).padStart(6, '0')}Z`;

describe('an instant', () => {
  it('is itself when it is written in full', () => {
    fc.assert(
      fc.property(second, micros, (seconds, microseconds) => {
        const text = instantOf(seconds, microseconds);
        expect(parseInstant(text)).toEqual({ ok: true, value: text });
      }),
    );
  });

  it('is the same from any zone', () => {
    fc.assert(
      fc.property(second, fc.integer({ min: -14 * 60, max: 14 * 60 }), (seconds, offset) => {
        fc.pre(seconds > 86_400 && seconds < LAST / 1000 - 86_400);
        const wall = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19);
        const absolute = Math.abs(offset);
        const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${two(absolute / 60)}:${two(absolute % 60)}`;
        expect(parseInstant(wall + zone)).toEqual({ ok: true, value: instantOf(seconds, 0) });
      }),
    );
  });

  it('sorts as text as it sorts in time', () => {
    fc.assert(
      fc.property(second, micros, second, micros, (s1, m1, s2, m2) => {
        const [one, two] = [instantOf(s1, m1), instantOf(s2, m2)];
        expect(Math.sign(one < two ? -1 : one > two ? 1 : 0)).toBe(Math.sign(s1 - s2 || m1 - m2));
      }),
    );
  });

  it('lies an exact number of microseconds from another', () => {
    fc.assert(
      fc.property(second, micros, fc.integer({ min: 0, max: 1_000_000 }), micros, (seconds, m1, span, m2) => {
        fc.pre(seconds + span < LAST / 1000);
        expect(microsBetween(instantOf(seconds, m1), instantOf(seconds + span, m2))).toBe(
          span * 1e6 + m2 - m1,
        );
      }),
    );
  });

  it('comes back from milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (millis) => toMillis(fromMillis(millis)) === millis),
    );
  });

  it('is never guessed from any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseInstant(text);
        expect(!parsed.ok || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(parsed.value)).toBe(true);
      }),
    );
  });

  it.each([
    '2025-06-02T14:30:00',
    '2025-06-02',
    '2025-02-29T00:00:00Z',
    '2025-04-31T00:00:00Z',
    '2025-06-02T24:01:00Z',
    '2025-06-02T14:60:00Z',
    '2025-06-02T14:30:61Z',
    '0000-06-02T14:30:00Z',
    '2025-06-02T14:30:00+25:00',
    '2025-06-02T14:30:00 Europe/Berlin',
    '20250602T143000Z',
    '1748874600',
  ])('is not %s', (text) => {
    expect(parseInstant(text).ok).toBe(false);
  });
});

describe('the facts of a repeated record', () => {
  const facts = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 3 }).filter((name) => name !== '__proto__'),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
  );

  it('are the same in any order of the fields', () => {
    fc.assert(
      fc.property(facts, (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        expect(differingFields(factsOf(record), factsOf(reversed))).toEqual([]);
      }),
    );
  });

  it('are the same with a field missing or null', () => {
    fc.assert(
      fc.property(facts, (record) => {
        const bare = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
        expect(differingFields(factsOf(record), factsOf(bare))).toEqual([]);
      }),
    );
  });

  it('survive storage as JSON', () => {
    fc.assert(
      fc.property(facts, (record) => {
        expect(differingFields(JSON.parse(JSON.stringify(factsOf(record))), factsOf(record))).toEqual([]);
      }),
    );
  });

  it('name exactly the fields that differ, in order', () => {
    expect(differingFields({ a: 1, b: '2', d: [1] }, { a: 1, b: 2, c: null, d: [2] })).toEqual([
      'b',
      'c',
      'd',
    ]);
  });

  it('are the same with nested fields in another order', () => {
    expect(differingFields({ context: { a: 1, b: 2 } }, { context: { b: 2, a: 1 } })).toEqual([]);
  });
});
