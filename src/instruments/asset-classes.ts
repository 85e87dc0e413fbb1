export const ASSET_CLASSES = ['futures', 'forex', 'commodity', 'crypto', 'index', 'stock'] as const;
export type AssetClass = (typeof ASSET_CLASSES)[number];
