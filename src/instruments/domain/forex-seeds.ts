import { type InstrumentSeed, tickOfDigits } from './instrument-seed.js';

const PAIRS = {
  major: ['EURUSD', 'GBPUSD', 'USDJPY', 'USDCHF', 'AUDUSD', 'USDCAD', 'NZDUSD'],
  cross: [
    'EURJPY',
    'GBPJPY',
    'EURGBP',
    'AUDJPY',
    'EURAUD',
    'EURCHF',
    'AUDNZD',
    'NZDJPY',
    'GBPAUD',
    'GBPCAD',
    'EURNZD',
    'AUDCAD',
    'GBPCHF',
    'EURCAD',
  ],
  exotic: [
    'USDTRY',
    'USDZAR',
    'USDMXN',
    'USDSEK',
    'USDNOK',
    'USDDKK',
    'USDPLN',
    'USDHUF',
    'USDCZK',
    'USDSGD',
    'USDHKD',
  ],
} as const;

/** Currencies whose rate has three decimals, so that a pip is 0.01 instead of 0.0001. */
const COARSE_QUOTES: readonly string[] = ['JPY', 'HUF'];

/** One standard lot, in base currency. */
const LOT = '100000';

/**
 * A pair's P&L arises in its second currency: one lot of USDJPY that moves by 0.01 earns 1,000 yen, not dollars.
 * The account converts it.
 */
function pairSeed(symbol: string, category: keyof typeof PAIRS): InstrumentSeed {
  const base = symbol.slice(0, 3);
  const quote = symbol.slice(3);
  const isCoarse = COARSE_QUOTES.includes(quote);
  const priceDigits = isCoarse ? 3 : 5;
  return {
    symbol,
    description: `${base}/${quote}`,
    assetClass: 'forex',
    category,
    exchange: null,
    currency: quote,
    baseCurrency: base,
    tickSize: tickOfDigits(priceDigits),
    pointValue: LOT,
    contractSize: LOT,
    pipSize: isCoarse ? '0.01' : '0.0001',
    priceDigits,
    minQuantity: '0.01',
    maxQuantity: '100',
    quantityStep: '0.01',
    sessionTimeZone: 'America/New_York',
    tradingHours: 'Sun 17:00-Fri 17:00 ET',
    sessionHours: null,
    dayMargin: null,
    overnightMargin: null,
  };
}

/** The currency pairs, traded in lots. */
export const FOREX_SEEDS: readonly InstrumentSeed[] = [
  ...PAIRS.major.map((symbol) => pairSeed(symbol, 'major')),
  ...PAIRS.cross.map((symbol) => pairSeed(symbol, 'cross')),
  ...PAIRS.exotic.map((symbol) => pairSeed(symbol, 'exotic')),
];
