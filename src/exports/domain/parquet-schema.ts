import type { Cell, CellKind, Column } from './column.js';

/*
 * How the kinds of columns look in a Parquet file: types that pandas, DuckDB and Arrow read as what they are.
 * Money is DECIMAL(20,8), prices and quantities DECIMAL(28,12), written from integers and never through a double.
 * Instants are TIMESTAMP(MICROS, UTC). Every column may be null.
 */

/** An element of the schema, in the words of the Thrift definition (parquet.thrift). */
export interface ParquetElement {
  name: string;
  type?: 'BOOLEAN' | 'INT64' | 'DOUBLE' | 'BYTE_ARRAY' | 'FIXED_LEN_BYTE_ARRAY';
  type_length?: number;
  repetition_type?: 'OPTIONAL' | 'REPEATED';
  num_children?: number;
  converted_type?: 'UTF8' | 'LIST' | 'DECIMAL' | 'TIMESTAMP_MICROS';
  precision?: number;
  scale?: number;
}

export type ParquetValue = string | number | bigint | boolean | readonly string[] | null;

type Shape = Omit<ParquetElement, 'name'>;

const TEXT: Shape = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
const DECIMAL: Shape = { type: 'FIXED_LEN_BYTE_ARRAY', converted_type: 'DECIMAL' };

/** The least number of bytes that hold the precision in two's complement: 10^20 < 2^71, 10^28 < 2^95. */
const SHAPES: Readonly<Record<Exclude<CellKind, 'list'>, Shape>> = {
  text: TEXT,
  wall: TEXT,
  money: { ...DECIMAL, type_length: 9, precision: 20, scale: 8 },
  price: { ...DECIMAL, type_length: 12, precision: 28, scale: 12 },
  ratio: { type: 'DOUBLE' },
  whole: { type: 'INT64' },
  flag: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
};

/** The schema as a flat list, depth first, as the file stores it. */
export function parquetSchema(columns: readonly Column<never>[]): ParquetElement[] {
  return [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ header, kind }: Column<never>): ParquetElement[] {
  if (kind !== 'list') {
    return [{ name: header, repetition_type: 'OPTIONAL', ...SHAPES[kind] }];
  }
  // The three levels that the format prescribes for LIST.
  return [
    { name: header, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...TEXT },
  ];
}

/** A cell as the writer takes it: decimals and instants as unscaled integers. */
export function parquetValue(kind: CellKind, cell: Cell): ParquetValue {
  if (cell === null) {
    return null;
  }
  switch (kind) {
    case 'money':
      return unscaled(String(cell), 8);
    case 'price':
      return unscaled(String(cell), 12);
    case 'whole':
      return BigInt(cell as number);
    case 'time':
      return microsOf(String(cell));
    case 'text':
    case 'list':
    case 'ratio':
    case 'flag':
    case 'wall':
      return cell;
  }
}

/** "-0.5" with 8 decimals is -50000000n. */
function unscaled(text: string, scale: number): bigint {
  const [integer = '0', fraction = ''] = text.split('.');
  return BigInt(integer + fraction.padEnd(scale, '0'));
}

/** Microseconds since 1970; exact, also before it. */
function microsOf(instant: string): bigint {
  return BigInt(Date.parse(`${instant.slice(0, 19)}Z`)) * 1000n + BigInt(instant.slice(20, 26));
}
