import type { SqlValue } from './dialect.js';

/** A write that waits for its statement. */
export interface PendingWrite {
  sql: string;
  values: readonly SqlValue[];
  /** The rows that it touches. */
  rows: readonly string[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface CombinedWrite {
  sql: string;
  values: readonly SqlValue[];
  writes: readonly PendingWrite[];
}

/** Beyond this a statement gains nothing from company: its rows outweigh the round trip. */
const MAX_VALUES = 1500;

/**
 * Joins writes into one Postgres statement, `WITH w0 AS (INSERT …), w1 AS (UPDATE …) UPDATE …`. Its parts see the same
 * snapshot, so no two of them may touch the same row; foreign keys are checked when the whole statement has ended. Every
 * statement that is not sent saves about 100 µs on the two sides together, more than the row that it writes (bench/).
 */
export function combine(pending: readonly PendingWrite[]): CombinedWrite[] {
  const combined: CombinedWrite[] = [];
  let group: PendingWrite[] = [];
  let size = 0;
  for (const write of pending) {
    if (group.length > 0 && size + write.values.length > MAX_VALUES) {
      combined.push(join(group));
      group = [];
      size = 0;
    }
    group.push(write);
    size += write.values.length;
  }
  return group.length === 0 ? combined : [...combined, join(group)];
}

function join(writes: readonly PendingWrite[]): CombinedWrite {
  const [first, ...rest] = writes;
  if (first === undefined || rest.length === 0) {
    return { sql: first?.sql ?? '', values: first?.values ?? [], writes };
  }
  const parts = writes.slice(0, -1).map(({ sql }, index) => `w${index} AS (${sql})`);
  return {
    sql: `WITH ${parts.join(', ')} ${writes.at(-1)?.sql ?? ''}`,
    values: writes.flatMap(({ values }) => values),
    writes,
  };
}
