import Database from 'better-sqlite3';
import pg from 'pg';

const TIMESTAMPTZ_OID = 1184;

/** Values stay the text that the server sent. */
const AS_TEXT = { getTypeParser: () => (raw) => raw };
/** As the application reads them: the driver's types, but an instant stays text. */
export const AS_APPLICATION = {
  getTypeParser: (oid, format) =>
    oid === TIMESTAMPTZ_OID ? (raw) => raw : pg.types.getTypeParser(oid, format),
};

/** Runs SQL outside the application, placeholders written `?`; integers come back exactly. */
export async function openSql({ dialect, url, path }) {
  if (dialect === 'sqlite') {
    const database = new Database(path);
    database.defaultSafeIntegers(true);
    database.pragma('busy_timeout = 5000');
    return {
      query: async (sql, values = []) => {
        const statement = database.prepare(sql);
        return statement.reader ? statement.all(...values) : (statement.run(...values), []);
      },
      close: async () => void database.close(),
    };
  }
  const client = await connectPostgres(url, { types: AS_TEXT });
  return {
    query: async (sql, values = []) => (await client.query(numbered(sql), values)).rows,
    close: () => client.end(),
  };
}

export async function connectPostgres(url, options = {}) {
  const client = new pg.Client({ connectionString: url, ...options });
  // When the server goes, on Ctrl-C, the running query fails; without a listener the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export function numbered(sql) {
  let position = 0;
  return sql.replace(/\?/g, () => `$${(position += 1)}`);
}

export function insertSql(table, columns) {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}
