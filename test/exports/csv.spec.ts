import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cell, CellKind, Column } from '../../src/exports/domain/column.js';
import { csvHeader, csvLine, csvLines, withoutFormula } from '../../src/exports/domain/csv.js';
import { parseCsv } from './support.js';

const awkward = fc.constantFrom(
  '',
  '"',
  '""',
  ',',
  '\r\n',
  '\n',
  '\r',
  '=1+1',
  "'",
  ' ',
  '\ufeff',
  'ž€',
  '😀',
);
const anyText = fc.oneof(awkward, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
const anyCells = fc.array(anyText, { minLength: 1, maxLength: 6 });

function column(kind: CellKind): Column<Cell> {
  return { header: kind, kind, needs: [], value: (cell) => cell };
}

describe('CSV', () => {
  it('reads back as what was written', () => {
    fc.assert(
      fc.property(fc.array(anyCells), (rows) => {
        expect(parseCsv(rows.map(csvLine).join(''))).toEqual(rows);
      }),
    );
  });

  it('quotes only what needs it', () => {
    expect(csvLine(['a b', "it's", 'a,b', 'say "no"', 'two\nlines', ''])).toBe(
      'a b,it\'s,"a,b","say ""no""","two\nlines",\r\n',
    );
  });

  it('keeps a row of one empty cell a row', () => {
    expect(csvLine([''])).toBe('""\r\n');
  });

  it('leaves no text that a spreadsheet would run, and loses none of it', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.constantFrom('=', '+', '-', '@', '\t', '\r')),
        anyText,
        (start, rest) => {
          const cell = parseCsv(csvLines([column('text')], [start + rest]))
            .flat()
            .join();

          expect(cell).not.toMatch(/^[=+\-@\t\r]/);
          expect([start + rest, `'${start + rest}`]).toContain(cell);
        },
      ),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1'])('disarms %j', (text) => {
    expect(withoutFormula(text)).toBe(`'${text}`);
  });

  it.each(['1-1', 'a=b', ' =1', "'=1", '', '−5'])('leaves %j alone', (text) => {
    expect(withoutFormula(text)).toBe(text);
  });

  it('never touches a number', () => {
    const columns = [column('money'), column('ratio')];

    expect(csvLines(columns, ['-0.00000001', -2.5, null])).toBe(
      '-0.00000001,-0.00000001\r\n-2.5,-2.5\r\n,\r\n',
    );
    expect(csvHeader(columns)).toBe('money,ratio\r\n');
  });
});
