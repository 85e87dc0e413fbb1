import { snakeCase } from '../../common/case.js';

/**
 * What a column holds, from which each format takes its own type.
 *
 * - `text`, `list`    from people and strangers: never trusted by a spreadsheet
 * - `money`, `price`  canonical decimal text, 8 and 12 decimals: no digit may be lost
 * - `ratio`, `whole`  numbers: R multiples, percentages, scores; counts and keys
 * - `flag`            true or false
 * - `time`            an instant in UTC, microseconds
 * - `wall`            a date or time of day on some wall clock, made of digits
 */
export type CellKind = 'text' | 'list' | 'money' | 'price' | 'ratio' | 'whole' | 'flag' | 'time' | 'wall';

/** `list` holds an array, `ratio` and `whole` a number, `flag` a boolean, all others text. */
export type Cell = string | number | boolean | readonly string[] | null;

export interface Column<Row> {
  header: string;
  kind: CellKind;
  /** The properties that `value` reads, so that nothing else is fetched. */
  needs: readonly string[];
  value: (row: Row) => Cell;
}

/** One column per property, under its name in snake_case. */
export function columnsOfFields<Field extends string>(
  fields: Readonly<Record<Field, CellKind>>,
): Column<Readonly<Record<Field, Cell>>>[] {
  return (Object.keys(fields) as Field[]).map((property) => ({
    header: snakeCase(property),
    kind: fields[property],
    needs: [property],
    value: (row) => row[property],
  }));
}
