import type { Codec } from './column-kinds.js';
import type { ColumnSpec } from './columns.js';
import type { SqlValue } from './dialect.js';

/** A column together with how one database stores it. */
export interface BoundColumn extends ColumnSpec {
  codec: Codec;
}

export function encode(column: BoundColumn, value: unknown): SqlValue {
  return value === null || value === undefined ? null : column.codec.encode(value as never);
}
