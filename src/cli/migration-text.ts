import type { DialectStatements } from '../database/dialect-migration.js';

/** A migration about to be written. */
export interface MigrationDraft {
  className: string;
  fileName: string;
  up: DialectStatements;
  down: DialectStatements;
}

/** "Add trade rating" and 1795190400005 as AddTradeRating1795190400005 in 1795190400005-add-trade-rating. */
export function namesOf(name: string, timestamp: number): Pick<MigrationDraft, 'className' | 'fileName'> {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (!/^[a-z]/.test(words[0] ?? '')) {
    throw new Error(`Expected a name that begins with a letter, such as add-trade-rating, was "${name}"`);
  }
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return { className: `${pascal}${timestamp}`, fileName: `${timestamp}-${words.join('-')}` };
}

/** The source of the migration's file. */
export function migrationSource({ className, up, down }: MigrationDraft): string {
  const shared = isSame(up) || isSame(down) ? 'both, ' : '';
  return `import { ${shared}DialectMigration } from '../src/database/dialect-migration.js';

export class ${className} extends DialectMigration {
  readonly name = '${className}';
  readonly statements = {
    up: ${directionSource(up)},
    down: ${directionSource(down)},
  };
}
`;
}

/** migrations/index.ts with the new migration at its end. */
export function withMigration(index: string, { className, fileName }: MigrationDraft): string {
  const lastImport = index.lastIndexOf('\nimport ');
  const endOfImport = index.indexOf('\n', lastImport + 1);
  const endOfList = index.lastIndexOf('\n];');
  if (lastImport < 0 || endOfList < endOfImport) {
    throw new Error('Expected imports and the list MIGRATIONS in migrations/index.ts');
  }
  return [
    index.slice(0, endOfImport),
    `\nimport { ${className} } from './${fileName}.js';`,
    index.slice(endOfImport, endOfList),
    `\n  ${className},`,
    index.slice(endOfList),
  ].join('');
}

function isSame({ sqlite, postgres }: DialectStatements): boolean {
  return sqlite.join('\n') === postgres.join('\n');
}

function directionSource(direction: DialectStatements): string {
  return isSame(direction)
    ? `both(${listSource(direction.sqlite, 6)})`
    : `{
      sqlite: ${listSource(direction.sqlite, 8)},
      postgres: ${listSource(direction.postgres, 8)},
    }`;
}

function listSource(statements: readonly string[], indent: number): string {
  if (statements.length === 0) {
    return '[]';
  }
  const items = statements.map((statement) => `${' '.repeat(indent)}\`${escape(statement)}\`,\n`);
  return `[\n${items.join('')}${' '.repeat(indent - 2)}]`;
}

function escape(statement: string): string {
  return statement.replace(/[\\`]|\$(?=\{)/g, '\\$&');
}
