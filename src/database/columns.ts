import { Check, Column, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { snakeCase } from '../common/case.js';
import type { ColumnKind } from './column-kinds.js';

/** One column of an entity, as the row mapper needs it. */
export interface ColumnSpec {
  property: string;
  name: string;
  kind: ColumnKind;
  primary: boolean;
}

const specs = new Map<object, ColumnSpec[]>();

/** The columns that an entity class declares, in order of declaration. */
export function columnSpecsOf(entity: new () => object): ColumnSpec[] {
  return specs.get(entity.prototype as object) ?? [];
}

interface NullOption {
  null?: boolean;
}

interface Registration {
  kind: ColumnKind;
  primary?: boolean;
}

function register(target: object, property: string | symbol, { kind, primary = false }: Registration): void {
  const name = String(property);
  const list = specs.get(target) ?? [];
  list.push({ property: name, name: snakeCase(name), kind, primary });
  specs.set(target, list);
}

function column(kind: ColumnKind, type: object, options: NullOption): PropertyDecorator {
  return (target, property) => {
    Column({ ...type, nullable: options.null ?? false })(target, property);
    register(target, property, { kind });
  };
}

/** Generated 64-bit surrogate key. */
export function KeyColumn(): PropertyDecorator {
  return (target, property) => {
    PrimaryGeneratedColumn({ type: 'bigint' })(target, property);
    register(target, property, { kind: 'id', primary: true });
  };
}

/** Part of a natural primary key. */
export function PrimaryTextColumn(length: number): PropertyDecorator {
  return (target, property) => {
    PrimaryColumn({ type: 'varchar', length })(target, property);
    register(target, property, { kind: 'text', primary: true });
  };
}

export function PrimaryIdColumn(): PropertyDecorator {
  return (target, property) => {
    PrimaryColumn({ type: 'bigint' })(target, property);
    register(target, property, { kind: 'id', primary: true });
  };
}

/** A reference to another table's key. The foreign key itself is declared with TypeORM's @ForeignKey. */
export function ReferenceColumn(options: NullOption = {}): PropertyDecorator {
  return column('id', { type: 'bigint' }, options);
}

/** Short text with a limit. */
export function NameColumn(length: number, options: NullOption = {}): PropertyDecorator {
  return column('text', { type: 'varchar', length }, options);
}

/** Text without a limit of its own; the request validation sets one. */
export function TextColumn(options: NullOption = {}): PropertyDecorator {
  return column('text', { type: 'text' }, options);
}

/** Profit, fees, balances: everything that is summed. Canonical decimal text in TypeScript. */
export function MoneyColumn(options: NullOption = {}): PropertyDecorator {
  return column('money', { type: 'numeric', precision: 20, scale: 8 }, options);
}

/** Prices and quantities. Canonical decimal text in TypeScript. */
export function PriceColumn(options: NullOption = {}): PropertyDecorator {
  return column('price', { type: 'numeric', precision: 28, scale: 12 }, options);
}

/** An instant in UTC, as `Instant` text in TypeScript. */
export function InstantColumn(options: NullOption = {}): PropertyDecorator {
  return column('instant', { type: 'timestamptz', precision: 6 }, options);
}

/** R multiples, percentages and scores. */
export function RatioColumn(options: NullOption = {}): PropertyDecorator {
  return column('ratio', { type: 'double precision' }, options);
}

export function CountColumn(options: NullOption = {}): PropertyDecorator {
  return column('count', { type: 'integer' }, options);
}

export function FlagColumn(options: NullOption = {}): PropertyDecorator {
  return column('flag', { type: 'boolean' }, options);
}

/** A structured value that is only ever read whole. */
export function JsonColumn(options: NullOption = {}): PropertyDecorator {
  return column('json', { type: 'text' }, options);
}

/** A calendar date, "2026-03-02", in the zone of the record's account. */
export function DayColumn(options: NullOption = {}): PropertyDecorator {
  return column('text', { type: 'varchar', length: 10 }, options);
}

/** One of a closed set of words, guarded by a CHECK: native enums fail on SQLite (DESIGN §2). */
export function ChoiceColumn(choices: readonly string[], options: NullOption = {}): PropertyDecorator {
  return (target, property) => {
    const name = snakeCase(String(property));
    Column({ type: 'varchar', length: 20, nullable: options.null ?? false })(target, property);
    Check(oneOf(name, choices))(target.constructor);
    register(target, property, { kind: 'text' });
  };
}

/** The predicate of an index that leaves out the rows without a value, in the words of entities and migrations alike. */
export function isPresent(columnName: string): string {
  return `"${columnName}" IS NOT NULL`;
}

/** The CHECK text that both the entities and the migrations use, so that drift detection compares like with like. */
export function oneOf(columnName: string, choices: readonly string[]): string {
  return `"${columnName}" IN (${choices.map((choice) => `'${choice}'`).join(', ')})`;
}
