import { describe, expect, it } from '@jest/globals';
import { Decimal, parseDecimal } from '../../common/decimal.js';
import { INSTRUMENT_SEEDS, type InstrumentSeed } from './seed.js';

function seed(symbol: string): InstrumentSeed {
  return INSTRUMENT_SEEDS.find((candidate) => candidate.symbol === symbol)!;
}

function tickValue(symbol: string): string {
  return new Decimal(seed(symbol).tickSize).times(seed(symbol).pointValue).toFixed();
}

describe('instrument seeds', () => {
  it('hold 13 futures and the 46 symbols of the predecessor', () => {
    const futures = INSTRUMENT_SEEDS.filter((each) => each.assetClass === 'futures');
    expect(futures).toHaveLength(13);
    expect(INSTRUMENT_SEEDS).toHaveLength(13 + 46);
  });

  it('name each symbol once', () => {
    expect(new Set(INSTRUMENT_SEEDS.map((each) => each.symbol)).size).toBe(INSTRUMENT_SEEDS.length);
  });

  it.each([
    ['major', 7],
    ['cross', 14],
    ['exotic', 11],
    ['commodity', 6],
    ['crypto', 2],
    ['index', 6],
  ])('hold the %s category complete', (category, count) => {
    expect(INSTRUMENT_SEEDS.filter((each) => each.category === category)).toHaveLength(count);
  });

  // CME contract specifications; the first four also in specification 3.9.
  it.each([
    ['MNQ', '0.5'],
    ['MES', '1.25'],
    ['ES', '12.5'],
    ['NQ', '5'],
    ['CL', '10'],
    ['MCL', '1'],
    ['GC', '10'],
    ['MGC', '1'],
    ['SI', '25'],
    ['YM', '5'],
    ['MYM', '0.5'],
    ['RTY', '5'],
    ['M2K', '0.5'],
    // One lot of a pair: the last digit is a tenth of a pip.
    ['EURUSD', '1'],
    ['USDJPY', '100'],
    ['XAUUSD', '1'],
    ['XAGUSD', '5'],
    ['USOIL', '10'],
  ])('give a tick of %s the value %s', (symbol, value) => {
    expect(tickValue(symbol)).toBe(value);
  });

  it.each([
    ['EURUSD', '0.0001', 5],
    ['USDJPY', '0.01', 3],
    ['GBPJPY', '0.01', 3],
    ['USDHUF', '0.01', 3],
    ['USDTRY', '0.0001', 5],
    ['XAUUSD', '0.01', 2],
    ['XAGUSD', '0.001', 3],
    ['XPTUSD', '0.01', 2],
    ['XPDUSD', '0.01', 2],
    ['UKOIL', '0.01', 2],
    ['BTCUSD', '1', 2],
    ['ETHUSD', '0.1', 2],
    ['US500', '0.1', 2],
    ['US30', '1', 2],
    ['JPN225', '1', 2],
  ])('quote %s with a pip of %s and %i digits', (symbol, pipSize, priceDigits) => {
    expect(seed(symbol)).toMatchObject({ pipSize, priceDigits });
  });

  it.each([
    ['USDJPY', 'JPY'],
    ['EURGBP', 'GBP'],
    ['EURUSD', 'USD'],
    ['GER40', 'EUR'],
    ['UK100', 'GBP'],
    ['JPN225', 'JPY'],
    ['NAS100', 'USD'],
    ['XAUUSD', 'USD'],
    ['MNQ', 'USD'],
  ])('let P&L of %s arise in %s', (symbol, currency) => {
    expect(seed(symbol).currency).toBe(currency);
  });

  it('state the margins that the specification gives, and no others', () => {
    expect(seed('MNQ')).toMatchObject({ dayMargin: '1200', overnightMargin: '2400' });
    expect(seed('NQ')).toMatchObject({ dayMargin: '18000', overnightMargin: '36000' });
    expect(seed('CL')).toMatchObject({ dayMargin: null, overnightMargin: null });
  });

  it('trade futures in whole contracts and everything else in hundredths of a lot', () => {
    for (const each of INSTRUMENT_SEEDS) {
      const step = each.assetClass === 'futures' ? '1' : '0.01';
      expect(each).toMatchObject({ minQuantity: step, quantityStep: step });
    }
  });

  it.each(INSTRUMENT_SEEDS.map((each) => [each.symbol, each] as const))(
    'write every decimal of %s canonically',
    (_symbol, each) => {
      const { tickSize, pointValue, contractSize, minQuantity, maxQuantity, quantityStep } = each;
      const optional = [each.pipSize, each.dayMargin, each.overnightMargin].filter((text) => text !== null);
      for (const text of [
        tickSize,
        pointValue,
        contractSize,
        minQuantity,
        maxQuantity,
        quantityStep,
        ...optional,
      ]) {
        expect(parseDecimal(text)).toEqual({ ok: true, value: text });
      }
    },
  );

  it('name time zones that exist', () => {
    for (const each of INSTRUMENT_SEEDS) {
      expect(() => new Intl.DateTimeFormat('en', { timeZone: each.sessionTimeZone })).not.toThrow();
    }
  });
});
