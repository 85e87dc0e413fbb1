import { type InstrumentSeed, tickOfDigits } from './instrument-seed.js';

const NEW_YORK = { sessionTimeZone: 'America/New_York', tradingHours: 'Sun 17:00-Fri 17:00 ET' };
const ROUND_THE_CLOCK = { sessionTimeZone: 'UTC', tradingHours: '24/7' };

const CFD_DEFAULTS = {
  exchange: null,
  currency: 'USD',
  baseCurrency: null,
  priceDigits: 2,
  minQuantity: '0.01',
  maxQuantity: '100',
  quantityStep: '0.01',
  sessionHours: null,
  dayMargin: null,
  overnightMargin: null,
};

type Cfd = Pick<InstrumentSeed, 'symbol' | 'description' | 'pipSize'> & Partial<InstrumentSeed>;

function commodity(cfd: Cfd & { contractSize: string }): InstrumentSeed {
  return complete({ ...NEW_YORK, assetClass: 'commodity', category: 'commodity', ...cfd }, cfd.contractSize);
}

/** One lot of a coin is one coin. */
function crypto(cfd: Cfd): InstrumentSeed {
  return complete({ ...ROUND_THE_CLOCK, assetClass: 'crypto', category: 'crypto', ...cfd }, '1');
}

/** One lot of an index earns one unit of its currency per point. Brokers keep their own hours, so none are stated. */
function index(cfd: Cfd): InstrumentSeed {
  const place = { sessionTimeZone: 'America/New_York', tradingHours: null };
  return complete({ ...place, assetClass: 'index', category: 'index', ...cfd }, '1');
}

/** A CFD is quoted per unit, so the money per point is the number of units in one lot. */
function complete(
  cfd: Cfd & Pick<InstrumentSeed, 'assetClass' | 'category' | 'sessionTimeZone' | 'tradingHours'>,
  unitsPerLot: string,
): InstrumentSeed {
  const seed = { ...CFD_DEFAULTS, ...cfd };
  return {
    ...seed,
    tickSize: tickOfDigits(seed.priceDigits),
    pointValue: unitsPerLot,
    contractSize: unitsPerLot,
  };
}

/** Metals, oil, coins and stock indices as retail brokers quote them. */
export const CFD_SEEDS: readonly InstrumentSeed[] = [
  commodity({
    symbol: 'XAUUSD',
    description: 'Gold, 100 ounces',
    baseCurrency: 'XAU',
    pipSize: '0.01',
    contractSize: '100',
  }),
  commodity({
    symbol: 'XAGUSD',
    description: 'Silver, 5,000 ounces',
    baseCurrency: 'XAG',
    pipSize: '0.001',
    priceDigits: 3,
    contractSize: '5000',
  }),
  commodity({
    symbol: 'XPTUSD',
    description: 'Platinum, 100 ounces',
    baseCurrency: 'XPT',
    pipSize: '0.01',
    contractSize: '100',
  }),
  commodity({
    symbol: 'XPDUSD',
    description: 'Palladium, 100 ounces',
    baseCurrency: 'XPD',
    pipSize: '0.01',
    contractSize: '100',
  }),
  commodity({ symbol: 'USOIL', description: 'WTI crude oil', pipSize: '0.01', contractSize: '1000' }),
  commodity({ symbol: 'UKOIL', description: 'Brent crude oil', pipSize: '0.01', contractSize: '1000' }),
  crypto({ symbol: 'BTCUSD', description: 'Bitcoin', baseCurrency: 'BTC', pipSize: '1' }),
  crypto({ symbol: 'ETHUSD', description: 'Ether', baseCurrency: 'ETH', pipSize: '0.1' }),
  index({ symbol: 'US30', description: 'Dow Jones 30', pipSize: '1' }),
  index({ symbol: 'US500', description: 'S&P 500', pipSize: '0.1' }),
  index({ symbol: 'NAS100', description: 'Nasdaq-100', pipSize: '1' }),
  index({
    symbol: 'GER40',
    description: 'DAX 40',
    currency: 'EUR',
    pipSize: '1',
    sessionTimeZone: 'Europe/Berlin',
  }),
  index({
    symbol: 'UK100',
    description: 'FTSE 100',
    currency: 'GBP',
    pipSize: '1',
    sessionTimeZone: 'Europe/London',
  }),
  index({
    symbol: 'JPN225',
    description: 'Nikkei 225',
    currency: 'JPY',
    pipSize: '1',
    sessionTimeZone: 'Asia/Tokyo',
  }),
];
