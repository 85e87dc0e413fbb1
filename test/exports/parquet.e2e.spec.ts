import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { TRADE_FIELDS } from '../../src/exports/domain/trade-fields.js';
import { snakeCase } from '../../src/common/case.js';
import { fromMillis } from '../../src/common/instant.js';
import type { TradeView } from '../../src/trading/trade.view.dto.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { EVERYTHING } from './everything.js';
import { insertTrades, openAccount, START } from './support.js';

/** Decimals and instants as the integers that the file holds: a double would hide a lost digit. */
const EXACT = {
  timestampFromMicroseconds: (micros: bigint) => micros,
};

describe.each(DIALECTS)('trades as Parquet on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect);
    await openAccount(app, 'all');
    await insertTrades(app, 'all', [EVERYTHING, {}]);
  });
  afterAll(() => app.close());

  const download = async (query: string): Promise<ArrayBuffer> => {
    const response = await fetch(`${app.url}/api/exports/trades.parquet?${query}`, {
      headers: { 'x-api-key': app.adminKey },
    });
    expect(response.status).toBe(200);
    return response.arrayBuffer();
  };

  it('types each field for what it holds', async () => {
    const { schema, num_rows: rows } = parquetMetadata(await download('account=all'));
    const shapeOf = (name: string) => {
      const { type, converted_type, precision, scale } =
        schema.find((element) => element.name === name) ?? {};
      return [type, converted_type, precision, scale].filter((part) => part !== undefined);
    };

    expect(rows).toBe(2n);
    expect(shapeOf('pl_amount_net')).toEqual(['FIXED_LEN_BYTE_ARRAY', 'DECIMAL', 20, 8]);
    expect(shapeOf('entry_price')).toEqual(['FIXED_LEN_BYTE_ARRAY', 'DECIMAL', 28, 12]);
    expect(shapeOf('exit_time')).toEqual(['INT64', 'TIMESTAMP_MICROS']);
    expect(shapeOf('result_r')).toEqual(['DOUBLE']);
    expect(shapeOf('trade_id')).toEqual(['INT64']);
    expect(shapeOf('needs_rate')).toEqual(['BOOLEAN']);
    expect(shapeOf('symbol')).toEqual(['BYTE_ARRAY', 'UTF8']);
  });

  it('has every field of the API with its value', async () => {
    const { body } = await app.fetchJson('GET', '/api/trades?account=all');
    const items: TradeView[] = body.items;

    const rows = await parquetReadObjects({ file: await download('account=all'), parsers: EXACT });

    expect(rows).toHaveLength(2);
    for (const [index, trade] of items.entries()) {
      for (const [field, kind] of Object.entries(TRADE_FIELDS)) {
        const expected = trade[field as keyof TradeView];
        expect([field, rows[index]?.[snakeCase(field)] ?? null]).toEqual([field, asRead(kind, expected)]);
      }
    }
  });

  it('is a file with a schema and no rows when no trade matches', async () => {
    const file = await download('symbol=NONE');

    expect(parquetMetadata(file).num_rows).toBe(0n);
    expect(await parquetReadObjects({ file })).toEqual([]);
  });

  it('has every trade once over several row groups, newest entry first', async () => {
    await openAccount(app, 'many');
    const trades = await insertTrades(
      app,
      'many',
      Array.from({ length: 9001 }, (_, index) => ({ entryTime: fromMillis(START + index * 1000) })),
    );

    const file = await download('account=many');

    expect(parquetMetadata(file).row_groups.length).toBeGreaterThan(2);
    const rows = await parquetReadObjects({ file, columns: ['trade_id'] });
    expect(rows.map(({ trade_id: id }) => Number(id))).toEqual(
      trades.map(({ tradeId }) => tradeId).reverse(),
    );
  });
});

/** What the reader makes of a value; it shows a DECIMAL as a double, exactness is checked on the schema's integers. */
function asRead(kind: string, value: TradeView[keyof TradeView] | undefined): unknown {
  if (value === null || value === undefined) {
    return null;
  }
  switch (kind) {
    case 'money':
    case 'price':
      return expect.closeTo(Number(value), 4);
    case 'whole':
      return BigInt(value as number);
    case 'time': {
      const text = value as string;
      return BigInt(Date.parse(`${text.slice(0, 19)}Z`)) * 1000n + BigInt(text.slice(20, 26));
    }
    default:
      return value;
  }
}
