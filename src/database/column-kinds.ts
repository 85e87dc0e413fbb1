import { moneyToUnits, trimZeros, unitsToMoney } from '../common/decimal.js';
import type { Dialect, SqlValue } from './dialect.js';

/**
 * What a column holds, apart from how each database stores it. The entities name the kind; this table is the only
 * place that knows both spellings (DESIGN §5).
 *
 * - `money`   8 decimals, exact. Postgres numeric(20,8); SQLite a 64-bit integer of 1e-8 units, so that SUM, ORDER BY
 *             and comparisons stay exact and native there too.
 * - `price`   12 decimals, exact, never summed in SQL. Postgres numeric(28,12); SQLite canonical text.
 * - `instant` UTC. Postgres timestamptz(6); SQLite ISO-8601 text of fixed width.
 * - `ratio`   a double: R multiples, percentages, scores.
 * - `count`   a 32-bit integer. `id`: a 64-bit key, below 2^53.
 */
export const COLUMN_KINDS = [
  'id',
  'text',
  'money',
  'price',
  'instant',
  'ratio',
  'count',
  'flag',
  'json',
] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

/** Converts between a TypeScript value and what the driver binds and returns. Null never reaches a codec. */
export interface Codec {
  encode(value: never): SqlValue;
  decode(raw: never): unknown;
}

/** For values that both sides hold alike. */
export const PLAIN_CODEC: Codec = { encode: (value: SqlValue) => value, decode: (raw: unknown) => raw };
const integer: Codec = {
  encode: (value: number) => value,
  decode: (raw: number | string | bigint) => Number(raw),
};
const json: Codec = {
  encode: (value: unknown) => JSON.stringify(value),
  decode: (raw: string) => JSON.parse(raw) as unknown,
};

const POSTGRES: Record<ColumnKind, Codec> = {
  id: integer,
  text: PLAIN_CODEC,
  money: { encode: (value: string) => value, decode: trimZeros },
  price: { encode: (value: string) => value, decode: trimZeros },
  instant: { encode: (value: string) => value, decode: postgresInstant },
  ratio: PLAIN_CODEC,
  count: integer,
  flag: PLAIN_CODEC,
  json,
};

const SQLITE: Record<ColumnKind, Codec> = {
  id: integer,
  text: PLAIN_CODEC,
  money: { encode: moneyToUnits, decode: (raw: bigint | number) => unitsToMoney(BigInt(raw)) },
  price: PLAIN_CODEC,
  instant: PLAIN_CODEC,
  ratio: { encode: (value: number) => value, decode: (raw: number | bigint) => Number(raw) },
  count: integer,
  flag: {
    encode: (value: boolean) => (value ? 1 : 0),
    decode: (raw: bigint | number) => Number(raw) === 1,
  },
  json,
};

export function codecOf(kind: ColumnKind, dialect: Dialect): Codec {
  return dialect === 'postgres' ? POSTGRES[kind] : SQLITE[kind];
}

/** "2026-03-02 14:31:05.25+00", the session time zone being UTC, as "2026-03-02T14:31:05.250000Z". */
function postgresInstant(raw: string): string {
  const fraction = raw.length > 22 ? raw.slice(20, raw.indexOf('+', 20)) : '';
  return `${raw.slice(0, 10)}T${raw.slice(11, 19)}.${fraction.padEnd(6, '0')}Z`;
}
