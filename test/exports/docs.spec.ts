import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { columnsOf, type Layout } from '../../src/exports/domain/layouts.js';

const DOCS = readFileSync('docs/csv.md', 'utf8');

describe('docs/csv.md', () => {
  it.each<[string, Layout]>([
    ['Full', 'full'],
    ['Journal', 'journal'],
    ['Section 5', 'section5'],
  ])('lists the columns of %s in their order', (heading, layout) => {
    const section = DOCS.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    const listed = [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, header]) => header);

    expect(listed).toEqual(columnsOf(layout, undefined).map(({ header }) => header));
  });

  it('lists the columns of Minimal in their order', () => {
    const section = DOCS.split('\n## Minimal\n')[1]?.split('\n## ')[0] ?? '';
    const listed = [...section.matchAll(/`([^`]+)`/g)].map(([, header]) => header);

    expect(listed).toEqual(columnsOf('minimal', undefined).map(({ header }) => header));
  });
});
