import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INSTRUMENT_SEEDS } from './seed.js';
import { normaliseSymbol } from './symbol.js';

const KNOWN = new Set([...INSTRUMENT_SEEDS.map((seed) => seed.symbol), '6E', 'M6E', 'BTCUSDT', 'AAPL']);
const isKnown = (symbol: string): boolean => KNOWN.has(symbol);

describe('normaliseSymbol', () => {
  it.each([
    // The examples of specification 3.18, with the results that its rule intends.
    ['MNQM2023', 'MNQ'],
    ['MNQ-FUTURES', 'MNQ'],
    ['mnq', 'MNQ'],
    ['MNQ1!', 'MNQ'],
    ['CME_MINI:MNQ1!', 'MNQ'],
    ['6E', '6E'],
    ['M6E', 'M6E'],
    // Futures.
    ['MNQ.FUT', 'MNQ'],
    ['MNQ.F', 'MNQ'],
    ['MNQ2!', 'MNQ'],
    ['MNQZ5', 'MNQ'],
    ['MNQZ25', 'MNQ'],
    ['6EH6', '6E'],
    ['CME:M6EU2026', 'M6E'],
    ['M2KH6', 'M2K'],
    ['M2K1!', 'M2K'],
    ['NYMEX:MCLX2026', 'MCL'],
    ['COMEX_MINI:MGC1!', 'MGC'],
    ['ESZ2025.FUT', 'ES'],
    ['/MES', 'MES'],
    [' SIN6\n', 'SI'],
    // Currency pairs and CFDs as brokers spell them.
    ['EURUSD.m', 'EURUSD'],
    ['EURUSDm', 'EURUSD'],
    ['EURUSD.pro', 'EURUSD'],
    ['EURUSD.raw', 'EURUSD'],
    ['EURUSD_i', 'EURUSD'],
    ['EUR/USD', 'EURUSD'],
    ['EUR-USD', 'EURUSD'],
    ['EUR_USD', 'EURUSD'],
    ['OANDA:EURUSD', 'EURUSD'],
    ['FX:EUR/USD', 'EURUSD'],
    ['XAUUSD+', 'XAUUSD'],
    ['XAUUSDm', 'XAUUSD'],
    ['#US30', 'US30'],
    ['US30.cash', 'US30'],
    ['#US30.cash', 'US30'],
    // Crypto.
    ['BINANCE:BTCUSDT.P', 'BTCUSDT'],
    ['BTC/USDT', 'BTCUSDT'],
    ['BTC/USDT:USDT', 'BTCUSDT'],
    ['BTC-USD', 'BTCUSD'],
    ['NASDAQ:AAPL', 'AAPL'],
  ])('reads %s as %s', (raw, expected) => {
    expect(normaliseSymbol(raw, isKnown)).toBe(expected);
  });

  it.each([
    ['an unknown root', 'ZZZM2023'],
    ['a month code without a year', 'MNQM'],
    ['a month letter that does not exist', 'MNQA5'],
    ['five digits of year', 'MNQM20235'],
    ['a perpetual of an unknown pair', 'BINANCE:DOGEUSDT.P'],
    ['a short name with the letter of a share class', 'SI.P'],
    ['a stock listed on another exchange', 'AAPL.L'],
    ['a spread of two contracts', 'CME_MINI:MNQ1!-CME_MINI:MNQ2!'],
    ['a coin against a dollar token', 'EURUSDC'],
    ['an exchange alone', 'CME_MINI:'],
    ['nothing', '   '],
    ['a text too long to be a symbol', 'MNQ'.padEnd(65, '!')],
    ['letters outside ASCII', 'МNQ'],
  ])('finds no instrument for %s', (_what, raw) => {
    expect(normaliseSymbol(raw, isKnown)).toBeNull();
  });

  it('prefers an instrument that is really called so', () => {
    const known = new Set(['EURUSD', 'EURUSD.PRO', 'MNQM2023', 'MNQ']);
    expect(normaliseSymbol('eurusd.pro', (symbol) => known.has(symbol))).toBe('EURUSD.PRO');
    expect(normaliseSymbol('CME:MNQM2023', (symbol) => known.has(symbol))).toBe('MNQM2023');
  });
});

describe('normaliseSymbol on any text', () => {
  const piece = fc.constantFrom(
    'CME:',
    '#',
    'MNQ',
    '6E',
    'EURUSD',
    'M',
    'Z5',
    '1!',
    '.',
    '_I',
    '/',
    '-FUTURES',
    '+',
  );
  const spelling = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
  );

  it('returns null or a known instrument, which normalises to itself', () => {
    fc.assert(
      fc.property(spelling, (raw) => {
        const symbol = normaliseSymbol(raw, isKnown);
        expect(symbol === null || isKnown(symbol)).toBe(true);
        expect(symbol === null ? null : normaliseSymbol(symbol, isKnown)).toBe(symbol);
      }),
    );
  });

  it('does not look at upper and lower case', () => {
    fc.assert(
      fc.property(spelling, (raw) => {
        const expected = normaliseSymbol(raw, isKnown);
        expect(
          normaliseSymbol(
            raw.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
            isKnown,
          ),
        ).toBe(expected);
        expect(
          normaliseSymbol(
            raw.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
            isKnown,
          ),
        ).toBe(expected);
      }),
    );
  });
});
