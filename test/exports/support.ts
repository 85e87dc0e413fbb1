import { AccountDirectory } from '../../src/accounts/account-directory.js';
import { fromMillis } from '../../src/common/instant.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { newTradeRow } from '../../src/trading/trade-row.js';
import type { Trade } from '../../src/trading/persistence/trade.entity.js';
import { TradeRepository } from '../../src/trading/persistence/trade.repository.js';
import type { TestApp } from '../support/app.js';

export const START = Date.parse('2026-03-02T14:31:05Z');

/** A trade as the journal keeps it, closed unless said otherwise; insert it with `insertTrades`. */
export type TradeFacts = Partial<Trade>;

export async function openAccount(app: TestApp, account: string, timeZone = 'UTC'): Promise<void> {
  const answer = await app.fetchJson('POST', '/api/accounts', {
    account,
    name: account,
    currency: 'USD',
    timeZone,
  });
  if (answer.status !== 201) {
    throw new Error(`Expected a new account, was ${JSON.stringify(answer.body)}`);
  }
}

/** Puts trades into the journal past the recording routes, which check and derive what a test wants to choose. */
export async function insertTrades(
  app: TestApp,
  account: string,
  facts: readonly TradeFacts[],
): Promise<Trade[]> {
  const ref = await app.app.get(AccountDirectory).getOrThrow(account);
  const repository = app.app.get(TradeRepository);
  return app.app.get(UnitOfWork).run(ref.accountId, async (tx) => {
    await tx.ready;
    const keys = await repository.takeKeys(tx, facts.length);
    const rows = facts.map((fact, index): Trade => {
      const tradeId = keys[index] ?? 0;
      const identity = { tradeId, account: ref, symbol: 'MNQ', bookKey: '', direction: 'LONG' } as const;
      const blank = newTradeRow({
        ...identity,
        origin: 'REPORTED',
        entryTime: fromMillis(START),
        now: fromMillis(START),
      });
      return { ...blank, quantity: '1', notesSearch: fact.notes?.toLowerCase() ?? null, ...fact };
    });
    repository.insert(tx, rows);
    return rows;
  });
}

/** Reads CSV by the grammar of RFC 4180, one character at a time, knowing nothing of the code under test. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') {
        cell += character;
      } else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else {
        quoted = false;
      }
    } else if (character === '"') {
      quoted = true;
    } else if (character === ',') {
      row.push(cell);
      cell = '';
    } else if (character === '\r' && text.charAt(at + 1) === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      at += 1;
    } else {
      cell += character;
    }
  }
  if (quoted || cell !== '' || row.length > 0) {
    throw new Error('Expected the file to end with the end of a line');
  }
  return rows;
}

/** The rows of a file by header, as a spreadsheet's reader would see them. */
export function recordsOf(text: string): Record<string, string>[] {
  const [header = [], ...rows] = parseCsv(text);
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}
