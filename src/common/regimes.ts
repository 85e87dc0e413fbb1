/** Market regimes and gears: words that trading, market and risk share. */
export const REGIMES = ['TREND', 'RANGE', 'VOLATILE', 'NOTRADE', 'UNKNOWN'] as const;
export type Regime = (typeof REGIMES)[number];

/** Park, reverse, neutral, drive, low. */
export const GEARS = ['P', 'R', 'N', 'D', 'L'] as const;
export type Gear = (typeof GEARS)[number];
