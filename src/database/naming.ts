import { DefaultNamingStrategy, type Table, type View } from 'typeorm';
import { snakeCase } from '../common/case.js';

/** snake_case columns and constraint names that a person can read in an error message. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snakeCase(propertyName);
  }

  override primaryKeyName(table: Table | string): string {
    return `pk_${nameOf(table)}`;
  }

  override uniqueConstraintName(table: Table | string, columnNames: string[]): string {
    return `uq_${nameOf(table)}_${columnNames.join('_')}`;
  }

  override foreignKeyName(table: Table | string, columnNames: string[]): string {
    return `fk_${nameOf(table)}_${columnNames.join('_')}`;
  }

  /** Choice columns only: the expression starts with the quoted column name. */
  override checkConstraintName(table: Table | string, expression: string): string {
    return `ck_${nameOf(table)}_${/^"(\w+)"/.exec(expression)?.[1] ?? 'rule'}`;
  }

  override indexName(table: Table | View | string, columns: string[]): string {
    return `idx_${nameOf(table)}_${columns.join('_')}`;
  }
}

function nameOf(table: Table | View | string): string {
  const name = typeof table === 'string' ? table : table.name;
  return name.split('.').pop() ?? name;
}
