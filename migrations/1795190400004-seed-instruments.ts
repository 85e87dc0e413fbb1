import type { MigrationInterface, QueryRunner } from 'typeorm';
import { moneyToUnits } from '../src/common/decimal.js';
import type { Dialect, SqlValue } from '../src/database/dialect.js';
import { INSTRUMENT_SEEDS, type InstrumentSeed } from '../src/instruments/domain/seed.js';

const SEEDED_AT = '2026-11-21T00:00:00.000000Z';

/**
 * The columns that the table has at this version, and their values. The entity and its mapper must not be used: once
 * the entity grows a column, this migration would name it on a new database before the migration that adds it ran.
 */
const COLUMNS: Readonly<Record<string, (seed: InstrumentSeed, dialect: Dialect) => SqlValue>> = {
  symbol: (seed) => seed.symbol,
  description: (seed) => seed.description,
  asset_class: (seed) => seed.assetClass,
  category: (seed) => seed.category,
  exchange: (seed) => seed.exchange,
  currency: (seed) => seed.currency,
  base_currency: (seed) => seed.baseCurrency,
  tick_size: (seed) => seed.tickSize,
  point_value: (seed) => seed.pointValue,
  contract_size: (seed) => seed.contractSize,
  pip_size: (seed) => seed.pipSize,
  price_digits: (seed) => seed.priceDigits,
  min_quantity: (seed) => seed.minQuantity,
  max_quantity: (seed) => seed.maxQuantity,
  quantity_step: (seed) => seed.quantityStep,
  session_time_zone: (seed) => seed.sessionTimeZone,
  trading_hours: (seed) => seed.tradingHours,
  session_hours: (seed) => seed.sessionHours,
  day_margin: (seed, dialect) => moneyValue(seed.dayMargin, dialect),
  overnight_margin: (seed, dialect) => moneyValue(seed.overnightMargin, dialect),
  is_active: (_seed, dialect) => (dialect === 'sqlite' ? 1 : true),
  created_at: () => SEEDED_AT,
  updated_at: () => SEEDED_AT,
};

/** The instruments that a new database knows. One that is there already, perhaps edited, stays as it is. */
export class SeedInstruments1795190400004 implements MigrationInterface {
  readonly name = 'SeedInstruments1795190400004';

  async up(queryRunner: QueryRunner): Promise<void> {
    const dialect = dialectOf(queryRunner);
    const rows = INSTRUMENT_SEEDS.map((seed) => Object.values(COLUMNS).map((value) => value(seed, dialect)));
    const { lists, values } = bind(rows, dialect);
    await queryRunner.query(
      `INSERT INTO instruments (${Object.keys(COLUMNS).join(', ')}) VALUES ${lists.join(', ')}
       ON CONFLICT (symbol) DO NOTHING`,
      values,
    );
  }

  /** Trades name their symbol without a foreign key, so they do not hinder this. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const { lists, values } = bind([INSTRUMENT_SEEDS.map(({ symbol }) => symbol)], dialectOf(queryRunner));
    await queryRunner.query(`DELETE FROM instruments WHERE symbol IN ${lists.join('')}`, values);
  }
}

function dialectOf(queryRunner: QueryRunner): Dialect {
  return queryRunner.dataSource.options.type === 'postgres' ? 'postgres' : 'sqlite';
}

/** SQLite keeps money as an integer of 1e-8 units. */
function moneyValue(amount: string | null, dialect: Dialect): SqlValue {
  return amount === null || dialect === 'postgres' ? amount : moneyToUnits(amount);
}

/** One list of placeholders per row, numbered through on Postgres: ($1, $2), ($3, $4). */
function bind(rows: readonly SqlValue[][], dialect: Dialect): { lists: string[]; values: SqlValue[] } {
  const values: SqlValue[] = [];
  const lists = rows.map((row) => {
    const places = row.map((value) =>
      dialect === 'postgres' ? `$${values.push(value)}` : (values.push(value), '?'),
    );
    return `(${places.join(', ')})`;
  });
  return { lists, values };
}
