import type { Cell, CellKind, Column } from './column.js';
import { LIST_SEPARATOR, startsFormula } from './csv.js';
import { STYLE } from './xlsx-package.js';

/*
 * The rows of a worksheet (ECMA-376, SpreadsheetML).
 *
 * Excel computes with doubles and shows 15 significant digits. A decimal of at most 15 digits survives that and is
 * written as a number; one with more is written as text, so that a file never shows another amount than the journal.
 * Text is typed as text and can therefore not run as a formula; what would begin one also gets the "quote prefix"
 * style, so that it stays text when somebody edits the cell.
 */
const EXACT_DIGITS = 15;
/** Excel's limit of a cell, in UTF-16 units. */
const MAX_TEXT = 32_767;
const MILLIS_PER_DAY = 86_400_000;
/** Day 0 of Excel's calendar. It takes 1900 for a leap year, so the count is right from 1 March 1900 on. */
const EXCEL_EPOCH = Date.UTC(1899, 11, 30);
const EXCEL_START = '1900-03-01';

/** "A", "B" … "Z", "AA" … for each of so many columns. */
export function columnLetters(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    let letters = '';
    for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1) {
      letters = String.fromCharCode(65 + (rest % 26)) + letters;
    }
    return letters;
  });
}

/** The row with the headers, which is the sheet's first. */
export function headerRow(headers: readonly string[]): string {
  const letters = columnLetters(headers.length);
  return `<row r="1">${headers.map((header, at) => textCell(`${letters[at] ?? ''}1`, header)).join('')}</row>`;
}

/** The rows of a page; the first of them is row `from` of the sheet. Cells without a value are left out. */
export function sheetRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[], from: number): string {
  const letters = columnLetters(columns.length);
  let xml = '';
  let number = from;
  for (const row of rows) {
    xml += `<row r="${number}">`;
    for (const [at, { kind, value }] of columns.entries()) {
      const cell = value(row);
      if (cell !== null) {
        xml += cellXml(`${letters[at] ?? ''}${number}`, kind, cell);
      }
    }
    xml += '</row>';
    number += 1;
  }
  return xml;
}

function cellXml(place: string, kind: CellKind, cell: NonNullable<Cell>): string {
  switch (kind) {
    case 'money':
    case 'price':
      return isExact(String(cell)) ? numberCell(place, String(cell)) : textCell(place, String(cell));
    case 'ratio':
    case 'whole':
      return numberCell(place, String(cell));
    case 'flag':
      return `<c r="${place}" t="b"><v>${cell === true ? 1 : 0}</v></c>`;
    case 'time':
      return timeCell(place, String(cell));
    case 'list':
      return textCell(place, Array.isArray(cell) ? cell.join(LIST_SEPARATOR) : String(cell));
    case 'text':
    case 'wall':
      return textCell(place, String(cell));
  }
}

/** A canonical decimal whose digits a double is certain to keep. */
function isExact(text: string): boolean {
  // Most decimals are short: neither sign nor point can then make a difference.
  return text.length <= EXACT_DIGITS || text.replace(/^-?(?:0\.0*)?|\./g, '').length <= EXACT_DIGITS;
}

function numberCell(place: string, digits: string): string {
  return `<c r="${place}"><v>${digits}</v></c>`;
}

/** A date and time of day in UTC, to the millisecond that Excel can show. */
function timeCell(place: string, instant: string): string {
  if (instant < EXCEL_START) {
    return textCell(place, instant);
  }
  const days = (Date.parse(instant) - EXCEL_EPOCH) / MILLIS_PER_DAY;
  return `<c r="${place}" s="${STYLE.time}"><v>${days}</v></c>`;
}

function textCell(place: string, text: string): string {
  const style = startsFormula(text) ? ` s="${STYLE.quoted}"` : '';
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1).toWellFormed()}…` : text;
  return `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${escapeXml(cut)}</t></is></c>`;
}

// eslint-disable-next-line no-control-regex -- the control characters are the point
const SPECIAL = /[&<>\u0000-\u001f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** XML cannot hold control characters; SpreadsheetML spells them _x000D_, and the underscore of such a word _x005F_. */
function escapeXml(text: string): string {
  return text.replace(
    SPECIAL,
    (character) =>
      ENTITIES[character] ??
      (character === '\n' || character === '\t'
        ? character
        : `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`),
  );
}
