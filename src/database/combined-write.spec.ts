import { describe, expect, it } from '@jest/globals';
import { combine } from './combined-write.js';
import type { WriteStatement } from './write-statement.js';

const insert = (table: string, ...values: number[]): WriteStatement => ({
  sql: `INSERT INTO ${table} (a) SELECT a FROM json_populate_recordset(NULL::${table}, ?)`,
  records: values.map((value) => ({ a: value })),
  rows: values.map((value) => `${table} ${value}`),
});
const update = (table: string, value: number): WriteStatement => ({
  sql: `UPDATE ${table} SET a = ?`,
  values: [value],
  rows: [`${table} ${value}`],
});
const textsOf = (pending: WriteStatement[]) => combine(pending).map(({ sql, values }) => [sql, values]);
const into = (table: string) =>
  `INSERT INTO ${table} (a) SELECT a FROM json_populate_recordset(NULL::${table}, ?)`;

describe('writes that wait together', () => {
  it('are left alone when there is one', () => {
    expect(textsOf([update('trades', 1)])).toEqual([['UPDATE trades SET a = ?', [1]]]);
  });

  it('become one INSERT per table', () => {
    expect(textsOf([insert('fills', 1), insert('fills', 2, 3)])).toEqual([
      [into('fills'), ['[{"a":1},{"a":2},{"a":3}]']],
    ]);
  });

  it('become one statement, their values in the order of their places', () => {
    expect(textsOf([insert('trades', 1), insert('fills', 2), update('accounts', 3)])).toEqual([
      [
        `WITH w0 AS (${into('trades')}), w1 AS (${into('fills')}) UPDATE accounts SET a = ?`,
        ['[{"a":1}]', '[{"a":2}]', 3],
      ],
    ]);
  });

  it('stay separate when there are many, each table in order of its first write', () => {
    const updates = Array.from({ length: 8 }, (_, value) => update('trades', value));

    expect(
      textsOf([insert('fills', 1), ...updates, insert('events', 9), insert('fills', 2)]).map(([sql]) => sql),
    ).toEqual([into('fills'), ...updates.map(({ sql }) => sql), into('events')]);
  });

  it('put the rows that others refer to first, whichever run wrote them', () => {
    const earlier = [update('trades', 1), insert('fills', 1), insert('events', 1)];
    const later = [insert('trades', 2), insert('fills', 2), insert('events', 2), update('accounts', 9)];

    expect(textsOf([...earlier, ...later])).toEqual([
      [
        `WITH w0 AS (${into('trades')}), w1 AS (UPDATE trades SET a = ?), w2 AS (${into('fills')}), ` +
          `w3 AS (${into('events')}) UPDATE accounts SET a = ?`,
        ['[{"a":2}]', 1, '[{"a":1},{"a":2}]', '[{"a":1},{"a":2}]', 9],
      ],
    ]);
  });
});
