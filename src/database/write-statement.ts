import type { SqlValue } from './dialect.js';

/** A write as data, so that writes which wait together can travel together (Postgres). */
export type WriteStatement = ValuesWrite | RecordsWrite;

interface RowsWritten {
  /** With `?` for each value; a RecordsWrite has one, for all its records. */
  sql: string;
  /** The rows that it touches, "trades 17": two writes of the same row never travel together. */
  rows: readonly string[];
}

/** One statement with its own values. */
export interface ValuesWrite extends RowsWritten {
  values: readonly SqlValue[];
}

/**
 * Rows as JSON, which Postgres turns back into rows: `INSERT … SELECT … FROM json_populate_recordset(…)`. The text is the
 * same for any number of rows, so it is planned once, and writes with the same text are one write with more records.
 */
export interface RecordsWrite extends RowsWritten {
  records: readonly object[];
}

/** A statement ready to be sent. */
export interface BoundStatement {
  sql: string;
  values: readonly SqlValue[];
}

export function isRecordsWrite(write: WriteStatement): write is RecordsWrite {
  return 'records' in write;
}

export function valuesOfWrite(write: WriteStatement): readonly SqlValue[] {
  return isRecordsWrite(write) ? [JSON.stringify(write.records)] : write.values;
}
