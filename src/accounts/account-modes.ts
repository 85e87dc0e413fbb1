/** How an account's fills form positions: one position per symbol, or one per position id. */
export const ACCOUNT_MODES = ['netting', 'hedging'] as const;
export type AccountMode = (typeof ACCOUNT_MODES)[number];
