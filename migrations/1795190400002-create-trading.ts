import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  choice,
  flag,
  id,
  instant,
  json,
  key,
  money,
  name,
  optional,
  price,
  primary,
  ratio,
  text,
  SchemaWriter,
} from '../src/database/schema-writer.js';
import { createTrades } from './tables/trades.js';

/** A trade's life: trades, their edits and tags, signals and fills. */
export class CreateTrading1795190400002 implements MigrationInterface {
  readonly name = 'CreateTrading1795190400002';

  async up(queryRunner: QueryRunner): Promise<void> {
    const schema = new SchemaWriter(queryRunner);
    await createTrades(schema);
    await createTradeChanges(schema);
    await createTradeTags(schema);
    await createSignals(schema);
    await createFills(schema);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).dropTables(
      'fills',
      'signals',
      'trade_tags',
      'trade_changes',
      'trades',
    );
  }
}

function createTradeChanges(schema: SchemaWriter): Promise<void> {
  return schema.createTable('trade_changes', {
    columns: [
      key('change_id'),
      id('trade_id'),
      name('field', 60),
      optional(json('before')),
      optional(json('after')),
      name('changed_by', 120),
      instant('occurred_at'),
      instant('recorded_at'),
    ],
    indexes: {
      idx_trade_changes_trade: ['trade_id', 'change_id'],
    },
    references: {
      fk_trade_changes_trade: 'trade_id -> trades.trade_id',
    },
  });
}

function createTradeTags(schema: SchemaWriter): Promise<void> {
  return schema.createTable('trade_tags', {
    columns: [primary(id('trade_id')), primary(name('tag', 60))],
    indexes: {
      idx_trade_tags_tag: ['tag', 'trade_id'],
    },
    references: {
      fk_trade_tags_trade: 'trade_id -> trades.trade_id',
    },
  });
}

function createSignals(schema: SchemaWriter): Promise<void> {
  return schema.createTable('signals', {
    columns: [
      key('signal_id'),
      id('account_id'),
      name('client_signal_id', 200),
      choice('source', ['api', 'tradingview', 'mt5', 'generic', 'engine']),
      name('symbol', 40),
      choice('signal_type', ['BUY', 'SELL', 'HOLD', 'CLOSE']),
      instant('timestamp'),
      optional(price('price')),
      optional(price('stop_loss')),
      optional(price('take_profit')),
      optional(price('quantity')),
      optional(ratio('confidence')),
      name('strategy', 100),
      optional(name('timeframe', 20)),
      optional(text('reason')),
      optional(choice('regime', ['TREND', 'RANGE', 'VOLATILE', 'NOTRADE', 'UNKNOWN'])),
      optional(choice('gear', ['P', 'R', 'N', 'D', 'L'])),
      flag('ml_enhanced'),
      optional(ratio('ml_confidence')),
      optional(flag('ml_agreed')),
      optional(flag('ai_approved')),
      optional(text('ai_reasoning')),
      optional(json('context')),
      flag('executed'),
      optional(instant('executed_at')),
      optional(text('execution_reason')),
      optional(id('trade_id')),
      optional(text('raw_payload')),
      instant('recorded_at'),
      json('facts'),
    ],
    indexes: {
      idx_signals_trade: ['trade_id'],
      idx_signals_executed: ['executed'],
      idx_signals_strategy: ['strategy'],
      idx_signals_timestamp: ['timestamp'],
      idx_signals_signal_type: ['signal_type'],
      idx_signals_symbol: ['symbol'],
      idx_signals_account_time: ['account_id', 'timestamp', 'signal_id'],
      uq_signals_client_signal_id: ['account_id', 'client_signal_id'],
    },
    references: {
      fk_signals_account: 'account_id -> accounts.account_id',
      fk_signals_trade: 'trade_id -> trades.trade_id',
    },
  });
}

function createFills(schema: SchemaWriter): Promise<void> {
  return schema.createTable('fills', {
    columns: [
      key('fill_id'),
      id('account_id'),
      name('execution_id', 200),
      choice('kind', ['TRADE', 'CORRECTION', 'BUST']),
      optional(id('replaces_fill_id')),
      optional(id('replaced_by_fill_id')),
      id('ordering_id'),
      name('symbol', 40),
      name('book_key', 100),
      choice('side', ['BUY', 'SELL']),
      price('quantity'),
      price('price'),
      optional(price('cumulative_quantity')),
      optional(price('average_price')),
      money('commission'),
      money('swap'),
      money('fees'),
      optional(money('realized_profit')),
      optional(price('fx_rate')),
      optional(name('order_type', 20)),
      optional(name('client_order_id', 200)),
      optional(name('venue_order_id', 200)),
      optional(name('position_id', 100)),
      optional(name('client_signal_id', 200)),
      optional(price('intended_price')),
      optional(instant('order_submitted_at')),
      optional(price('stop_loss')),
      optional(price('take_profit')),
      optional(name('strategy', 100)),
      optional(name('exit_reason', 40)),
      optional(json('context')),
      optional(id('trade_id')),
      optional(id('opened_trade_id')),
      instant('occurred_at'),
      instant('recorded_at'),
      json('facts'),
    ],
    indexes: {
      idx_fills_client_signal: ['account_id', 'client_signal_id'],
      idx_fills_venue_order: ['account_id', 'venue_order_id'],
      idx_fills_client_order: ['account_id', 'client_order_id'],
      idx_fills_opened_trade: ['opened_trade_id'],
      idx_fills_trade: ['trade_id'],
      idx_fills_account_time: ['account_id', 'occurred_at', 'fill_id'],
      idx_fills_book: ['account_id', 'symbol', 'book_key', 'occurred_at', 'ordering_id'],
      uq_fills_execution_id: ['account_id', 'execution_id'],
    },
    references: {
      fk_fills_account: 'account_id -> accounts.account_id',
      fk_fills_trade: 'trade_id -> trades.trade_id',
      fk_fills_opened_trade: 'opened_trade_id -> trades.trade_id',
    },
  });
}
