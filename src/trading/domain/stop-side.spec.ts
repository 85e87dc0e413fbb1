import { describe, expect, it } from '@jest/globals';
import { assertLevels } from './stop-side.js';

describe('levels', () => {
  it.each([
    [{ direction: 'LONG', stopLoss: '99.999999999999', takeProfit: '100.000000000001' }],
    [{ direction: 'SHORT', stopLoss: '100.000000000001', takeProfit: '99.999999999999' }],
    [{ direction: 'LONG', stopLoss: null, takeProfit: undefined }],
    [{ direction: 'LONG', stopLoss: '-1' }],
  ] as const)('%j around 100 are right', (levels) => {
    expect(() => {
      assertLevels({ entry: '100', ...levels });
    }).not.toThrow();
  });

  it.each([
    ['stopLoss', { direction: 'LONG', stopLoss: '100' }],
    ['stopLoss', { direction: 'LONG', stopLoss: '100.000000000001' }],
    ['stopLoss', { direction: 'SHORT', stopLoss: '100' }],
    ['stopLoss', { direction: 'SHORT', stopLoss: '99.999999999999' }],
    ['takeProfit', { direction: 'LONG', takeProfit: '100' }],
    ['takeProfit', { direction: 'SHORT', takeProfit: '100.000000000001' }],
  ] as const)('have %s on the wrong side in %j around 100', (field, levels) => {
    expect(() => {
      assertLevels({ entry: '100', ...levels });
    }).toThrow(
      expect.objectContaining({
        details: { fields: [expect.objectContaining({ field, rule: 'wrong_side' })] },
      }),
    );
  });
});
