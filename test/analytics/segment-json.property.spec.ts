import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sealDay, segmentOf } from '../../src/analytics/domain/segment.js';
import { segmentFromJson, segmentToJson } from '../../src/analytics/domain/segment-json.js';
import { history } from './histories.js';

describe('a segment as JSON', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(history, (trades) => {
        const segment = sealDay(segmentOf(trades));
        const text = JSON.stringify(segmentToJson(segment));
        expect(segmentFromJson(JSON.parse(text))).toEqual(segment);
      }),
      { numRuns: 300 },
    );
  });

  it('is empty for the empty segment', () => {
    expect(segmentToJson(segmentOf([]))).toEqual({});
  });
});
