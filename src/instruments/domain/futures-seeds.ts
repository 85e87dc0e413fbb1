import { type InstrumentSeed } from './instrument-seed.js';

interface Contract {
  symbol: string;
  description: string;
  exchange: 'CME' | 'CBOT' | 'NYMEX' | 'COMEX';
  tickSize: string;
  pointValue: string;
  sessionHours: string;
  margins?: { day: string; overnight: string };
}

/** Cash session of the stock exchanges; the metals and oil keep the hours of their former trading pits. */
const EQUITY_SESSION = '08:30-15:00 CT';
const OIL_SESSION = '08:00-13:30 CT';
const GOLD_SESSION = '07:20-12:30 CT';
const SILVER_SESSION = '07:25-12:25 CT';

/**
 * Contract specifications of CME Group. A tick's value is tickSize × pointValue: MNQ 0.25 × 2 = $0.50.
 * MCL is 100 barrels, so one tick is 0.01 × 100 = $1; the predecessor's table printed $5.
 * Margins are those of the specification for the four index contracts. Brokers set the others, so they stay open
 * rather than invented.
 */
const CONTRACTS: readonly Contract[] = [
  {
    symbol: 'MNQ',
    description: 'Micro E-mini Nasdaq-100',
    exchange: 'CME',
    tickSize: '0.25',
    pointValue: '2',
    sessionHours: EQUITY_SESSION,
    margins: { day: '1200', overnight: '2400' },
  },
  {
    symbol: 'MES',
    description: 'Micro E-mini S&P 500',
    exchange: 'CME',
    tickSize: '0.25',
    pointValue: '5',
    sessionHours: EQUITY_SESSION,
    margins: { day: '1200', overnight: '2400' },
  },
  {
    symbol: 'ES',
    description: 'E-mini S&P 500',
    exchange: 'CME',
    tickSize: '0.25',
    pointValue: '50',
    sessionHours: EQUITY_SESSION,
    margins: { day: '12000', overnight: '24000' },
  },
  {
    symbol: 'NQ',
    description: 'E-mini Nasdaq-100',
    exchange: 'CME',
    tickSize: '0.25',
    pointValue: '20',
    sessionHours: EQUITY_SESSION,
    margins: { day: '18000', overnight: '36000' },
  },
  {
    symbol: 'CL',
    description: 'Crude oil, 1,000 barrels',
    exchange: 'NYMEX',
    tickSize: '0.01',
    pointValue: '1000',
    sessionHours: OIL_SESSION,
  },
  {
    symbol: 'MCL',
    description: 'Micro crude oil, 100 barrels',
    exchange: 'NYMEX',
    tickSize: '0.01',
    pointValue: '100',
    sessionHours: OIL_SESSION,
  },
  {
    symbol: 'GC',
    description: 'Gold, 100 ounces',
    exchange: 'COMEX',
    tickSize: '0.1',
    pointValue: '100',
    sessionHours: GOLD_SESSION,
  },
  {
    symbol: 'MGC',
    description: 'Micro gold, 10 ounces',
    exchange: 'COMEX',
    tickSize: '0.1',
    pointValue: '10',
    sessionHours: GOLD_SESSION,
  },
  {
    symbol: 'SI',
    description: 'Silver, 5,000 ounces',
    exchange: 'COMEX',
    tickSize: '0.005',
    pointValue: '5000',
    sessionHours: SILVER_SESSION,
  },
  {
    symbol: 'YM',
    description: 'E-mini Dow Jones',
    exchange: 'CBOT',
    tickSize: '1',
    pointValue: '5',
    sessionHours: EQUITY_SESSION,
  },
  {
    symbol: 'MYM',
    description: 'Micro E-mini Dow Jones',
    exchange: 'CBOT',
    tickSize: '1',
    pointValue: '0.5',
    sessionHours: EQUITY_SESSION,
  },
  {
    symbol: 'RTY',
    description: 'E-mini Russell 2000',
    exchange: 'CME',
    tickSize: '0.1',
    pointValue: '50',
    sessionHours: EQUITY_SESSION,
  },
  {
    symbol: 'M2K',
    description: 'Micro E-mini Russell 2000',
    exchange: 'CME',
    tickSize: '0.1',
    pointValue: '5',
    sessionHours: EQUITY_SESSION,
  },
];

/** The index and commodity futures, traded in whole contracts. */
export const FUTURES_SEEDS: readonly InstrumentSeed[] = CONTRACTS.map((contract) => ({
  symbol: contract.symbol,
  description: contract.description,
  assetClass: 'futures',
  category: null,
  exchange: contract.exchange,
  currency: 'USD',
  baseCurrency: null,
  tickSize: contract.tickSize,
  pointValue: contract.pointValue,
  contractSize: contract.pointValue,
  pipSize: null,
  priceDigits: contract.tickSize.split('.')[1]?.length ?? 0,
  minQuantity: '1',
  maxQuantity: '1000',
  quantityStep: '1',
  sessionTimeZone: 'America/Chicago',
  tradingHours: '17:00-16:00 CT',
  sessionHours: contract.sessionHours,
  dayMargin: contract.margins?.day ?? null,
  overnightMargin: contract.margins?.overnight ?? null,
}));
