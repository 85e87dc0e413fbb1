import { Injectable } from '@nestjs/common';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import type { SqlValue } from '../../database/dialect.js';
import { Table } from '../../database/table.js';
import { type Session, sessionOf, type Tx } from '../../database/tx.js';
import { Trade } from './trade.entity.js';

const trades = new Table(Trade);

const COLUMNS = [
  ...(['tradeId', 'accountId', 'entryTime', 'exitTime', 'symbol', 'direction', 'strategy'] as const),
  ...(['regimeAtEntry', 'gearAtEntry', 'exitReason', 'tags', 'winLoss', 'needsRate'] as const),
  ...(['plAmountGross', 'plAmountNet', 'feesPaid', 'resultR', 'mae', 'mfe', 'stopDistancePoints'] as const),
  ...(['entrySlippageTicks', 'exitSlippageTicks'] as const),
] as const;

/** The columns of a closed trade that statistics read. */
export type ClosedTradeRow = Pick<Trade, (typeof COLUMNS)[number]>;

/** Which closed trades to read. Ranges are half-open and concern the exit. */
export interface ClosedTradeFilter {
  /** Null for all accounts. */
  accountIds: readonly number[] | null;
  exitFrom?: Instant;
  exitTo?: Instant;
  symbol?: string;
  strategy?: string;
  regime?: string;
  gear?: string;
  direction?: string;
  exitReason?: string;
  tag?: string;
}

/** A place in the order of exits. */
export interface ExitPlace {
  exitTime: Instant;
  tradeId: number;
}

/** Closed trades in the order of statistics: by exit, then by number. */
@Injectable()
export class ClosedTradeRepository {
  constructor(private readonly database: Database) {}

  /** The trades that ended in a range, oldest exit first; inside a transaction as it sees them. */
  async findBetween(filter: ClosedTradeFilter, tx?: Tx): Promise<ClosedTradeRow[]> {
    const session = tx === undefined ? this.database : sessionOf(tx);
    const { condition, values } = conditionOf(session, filter);
    const tail = `WHERE ${condition} ORDER BY exit_time, trade_id`;
    return trades.selectOnly(session, COLUMNS, { tail, values });
  }

  /** The first and the last exit of an account; null without one. */
  async findSpan(accountId: number): Promise<{ first: Instant; last: Instant } | null> {
    const filter = { accountIds: [accountId] };
    const [[first], [last]] = await Promise.all([
      this.findNext(filter, { limit: 1, after: null, newestFirst: false }),
      this.findNext(filter, { limit: 1, after: null, newestFirst: true }),
    ]);
    return first?.exitTime && last?.exitTime ? { first: first.exitTime, last: last.exitTime } : null;
  }

  /** The next `limit` trades in either direction, behind `after`. */
  async findNext(
    filter: ClosedTradeFilter,
    { limit, after, newestFirst }: { limit: number; after: ExitPlace | null; newestFirst: boolean },
  ): Promise<ClosedTradeRow[]> {
    const { condition, values } = conditionOf(this.database, filter);
    const order = newestFirst ? 'DESC' : 'ASC';
    const beyond = after === null ? '' : `AND (exit_time, trade_id) ${newestFirst ? '<' : '>'} (?, ?)`;
    const place =
      after === null ? [] : [trades.value(this.database, 'exitTime', after.exitTime), after.tradeId];
    return trades.selectOnly(this.database, COLUMNS, {
      tail: `WHERE ${condition} ${beyond} ORDER BY exit_time ${order}, trade_id ${order} LIMIT ?`,
      values: [...values, ...place, limit],
    });
  }
}

function conditionOf(session: Session, filter: ClosedTradeFilter) {
  const conditions = [`status = 'CLOSED'`, 'exit_time IS NOT NULL'];
  const values: SqlValue[] = [];
  const compare = (property: keyof Trade, operator: string, value: unknown) => {
    if (value !== undefined) {
      conditions.push(`${trades.column(property)} ${operator} ?`);
      values.push(trades.value(session, property, value));
    }
  };
  if (filter.accountIds !== null) {
    const marks = filter.accountIds.map(() => '?').join(', ');
    conditions.push(filter.accountIds.length === 0 ? '1 = 0' : `account_id IN (${marks})`);
    values.push(...filter.accountIds);
  }
  compare('exitTime', '>=', filter.exitFrom);
  compare('exitTime', '<', filter.exitTo);
  compare('symbol', '=', filter.symbol);
  compare('strategy', '=', filter.strategy);
  compare('regimeAtEntry', '=', filter.regime);
  compare('gearAtEntry', '=', filter.gear);
  compare('direction', '=', filter.direction);
  compare('exitReason', '=', filter.exitReason);
  if (filter.tag !== undefined) {
    conditions.push('trade_id IN (SELECT trade_id FROM trade_tags WHERE tag = ?)');
    values.push(filter.tag);
  }
  return { condition: conditions.join(' AND '), values };
}
