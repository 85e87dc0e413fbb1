export const DIALECTS = ['sqlite', 'postgres'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A value that both drivers can bind. */
export type SqlValue = string | number | bigint | boolean | null;

/** A row as a driver returns it, before the column codecs. */
export type SqlRow = Record<string, unknown>;
