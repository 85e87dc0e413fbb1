import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codecOf, type ColumnKind } from '../../src/database/column-kinds.js';
import type { Database } from '../../src/database/database.js';
import { Migrator } from '../../src/database/migrator.js';
import type { DatabaseOptions } from '../../src/database/options.js';
import { INSTRUMENT_SEEDS } from '../../src/instruments/domain/seed.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, openScratch, optionsFor } from '../support/databases.js';

describe.each(DIALECTS)('seeded instruments on %s', (dialect) => {
  let database: Database;
  let options: DatabaseOptions;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const scratch = await openScratch(dialect);
    ({ database, close } = scratch);
    options = optionsFor(scratch.url);
  });
  afterAll(() => close());

  async function instrument(symbol: string): Promise<Record<string, unknown>> {
    const [row] = await database.query('SELECT * FROM instruments WHERE symbol = ?', [symbol]);
    return row!;
  }

  async function valueOf(symbol: string, column: string, kind: ColumnKind): Promise<unknown> {
    return codecOf(kind, dialect).decode((await instrument(symbol))[column] as never);
  }

  it('are 59, each of them once', async () => {
    const rows = await database.query<{ symbol: string }>('SELECT symbol FROM instruments');

    expect(rows.map(({ symbol }) => symbol).sort()).toEqual(
      INSTRUMENT_SEEDS.map(({ symbol }) => symbol).sort(),
    );
    expect(rows).toHaveLength(59);
  });

  it.each([
    // CME contract specifications, and the margins of specification 3.9.
    ['MNQ', 'day_margin', 'money', '1200'],
    ['MNQ', 'overnight_margin', 'money', '2400'],
    ['MNQ', 'tick_size', 'price', '0.25'],
    ['MYM', 'point_value', 'price', '0.5'],
    ['CL', 'point_value', 'price', '1000'],
    ['EURUSD', 'tick_size', 'price', '0.00001'],
    ['EURUSD', 'pip_size', 'price', '0.0001'],
    ['EURUSD', 'quantity_step', 'price', '0.01'],
    ['USDJPY', 'currency', 'text', 'JPY'],
    ['USDJPY', 'price_digits', 'count', 3],
    ['XAUUSD', 'asset_class', 'text', 'commodity'],
    ['GER40', 'category', 'text', 'index'],
    ['GER40', 'is_active', 'flag', true],
    ['GER40', 'created_at', 'instant', '2026-11-21T00:00:00.000000Z'],
  ] as const)('give %s the %s (%s) %s', async (symbol, column, kind, expected) => {
    expect(await valueOf(symbol, column, kind)).toBe(expected);
  });

  it('leave open the margins that the specification does not give', async () => {
    expect(await instrument('CL')).toMatchObject({ day_margin: null, overnight_margin: null });
  });

  it('go with a downgrade while a trade in one of them stays', async () => {
    await insertTrade(options);
    const migrator = new Migrator(options);

    await migrator.downgrade('CreateAnalyticsMarketRisk1795190400003');
    expect(await database.query('SELECT symbol FROM instruments')).toEqual([]);
    expect(await database.query('SELECT symbol FROM trades')).toEqual([{ symbol: 'MNQ' }]);
    await migrator.upgrade();
  });

  it('leave an instrument alone that is there already', async () => {
    const migrator = new Migrator(options);
    await migrator.downgrade('CreateAnalyticsMarketRisk1795190400003');
    await byHand(
      options,
      `INSERT INTO instruments (symbol, description, asset_class, currency, tick_size, point_value, contract_size,
         price_digits, min_quantity, max_quantity, quantity_step, session_time_zone, is_active, created_at, updated_at)
       VALUES ('MNQ', 'Edited', 'futures', 'USD', 1, 1, 1, 0, 1, 1, 1, 'UTC', TRUE,
         '2026-03-02T09:00:00.000000Z', '2026-03-02T09:00:00.000000Z')`,
    );

    await migrator.upgrade();

    expect(await instrument('MNQ')).toMatchObject({ description: 'Edited' });
    expect(await database.query('SELECT symbol FROM instruments')).toHaveLength(59);
  });
});

async function insertTrade(options: DatabaseOptions): Promise<void> {
  const at = `'2026-03-02T09:00:00.000000Z'`;
  await byHand(
    options,
    `INSERT INTO accounts (account, name, currency, mode, time_zone, day_start, is_active, event_seq, version,
       created_at, updated_at)
     VALUES ('desk', 'Desk', 'USD', 'netting', 'UTC', '00:00', TRUE, 0, 1, ${at}, ${at})`,
  );
  await byHand(
    options,
    `INSERT INTO trades (account_id, origin, status, symbol, book_key, direction, quantity, open_quantity, entry_time,
       currency, fees_paid, commission, swap, profit_mismatch, needs_rate, ml_enhanced, rule_breaks, tags, created_at,
       updated_at, version)
     VALUES (1, 'REPORTED', 'OPEN', 'MNQ', 'MNQ', 'LONG', 1, 1, ${at},
       'USD', 0, 0, 0, FALSE, FALSE, FALSE, 0, '[]', ${at}, ${at}, 1)`,
  );
}
