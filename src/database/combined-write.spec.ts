import { describe, expect, it } from '@jest/globals';
import { combine, type PendingWrite } from './combined-write.js';

const settle = { resolve: () => undefined, reject: () => undefined };
const insert = (table: string, ...values: number[]): PendingWrite => ({
  ...{ head: `INSERT INTO ${table} (a) VALUES`, tuple: '(?)', count: values.length, values },
  rows: values.map((value) => `${table} ${value}`),
  ...settle,
});
const update = (table: string, value: number): PendingWrite => ({
  ...{
    head: `UPDATE ${table} SET a = ?`,
    tuple: null,
    count: 1,
    values: [value],
    rows: [`${table} ${value}`],
  },
  ...settle,
});
const textsOf = (pending: PendingWrite[]) => combine(pending).map(({ sql, values }) => [sql, values]);

describe('writes that wait together', () => {
  it('are left alone when there is one', () => {
    expect(textsOf([update('trades', 1)])).toEqual([['UPDATE trades SET a = ?', [1]]]);
  });

  it('become one INSERT per table', () => {
    expect(textsOf([insert('fills', 1), insert('fills', 2, 3)])).toEqual([
      ['INSERT INTO fills (a) VALUES (?), (?), (?)', [1, 2, 3]],
    ]);
  });

  it('become one statement, their values in the order of their places', () => {
    expect(textsOf([insert('trades', 1), insert('fills', 2), update('accounts', 3)])).toEqual([
      [
        'WITH w0 AS (INSERT INTO trades (a) VALUES (?)), w1 AS (INSERT INTO fills (a) VALUES (?)) UPDATE accounts SET a = ?',
        [1, 2, 3],
      ],
    ]);
  });

  it('stay separate when there are many, each table in order of its first write', () => {
    const updates = [1, 2, 3, 4].map((value) => update('trades', value));

    expect(
      textsOf([insert('fills', 1), ...updates, insert('events', 9), insert('fills', 2)]).map(([sql]) => sql),
    ).toEqual([
      'INSERT INTO fills (a) VALUES (?), (?)',
      ...updates.map(({ head }) => head),
      'INSERT INTO events (a) VALUES (?)',
    ]);
  });

  it('put the rows that others refer to first, whichever run wrote them', () => {
    const earlier = [update('trades', 1), insert('fills', 1), insert('events', 1)];
    const later = [insert('trades', 2), insert('fills', 2), insert('events', 2), update('accounts', 9)];

    expect(textsOf([...earlier, ...later]).map(([sql]) => String(sql).slice(0, 18))).toEqual([
      ...['INSERT INTO trades', 'UPDATE trades SET ', 'INSERT INTO fills ', 'INSERT INTO events'],
      'UPDATE accounts SE',
    ]);
  });

  it('stay below the number of parameters that the protocol can count', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => index);
    const sizes = combine([insert('fills', ...many), insert('fills', ...many), insert('fills', 1)]).map(
      ({ values }) => values.length,
    );

    expect(sizes).toEqual([20_000, 20_001]);
  });

  it('answer every write exactly once', () => {
    const pending = [insert('fills', 1), update('trades', 2), insert('fills', 3), update('accounts', 4)];

    expect(combine(pending).flatMap(({ writes }) => writes)).toHaveLength(pending.length);
  });
});
