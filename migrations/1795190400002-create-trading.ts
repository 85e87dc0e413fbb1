import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  choice,
  count,
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

/** A trade's life: trades, their edits and tags, signals and fills. The `idx_trades_*` names are promised (spec 1.7, 5.2). */
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

function createTrades(schema: SchemaWriter): Promise<void> {
  return schema.createTable('trades', {
    columns: [
      key('trade_id'),
      id('account_id'),
      choice('origin', ['FILLS', 'REPORTED']),
      choice('status', ['PENDING', 'OPEN', 'CLOSED', 'CANCELLED', 'FAILED']),
      name('symbol', 40),
      name('book_key', 100),
      choice('direction', ['LONG', 'SHORT']),
      optional(name('client_trade_id', 200)),
      optional(name('ticket', 100)),
      optional(name('position_id', 100)),
      optional(name('client_order_id', 200)),
      optional(name('venue_order_id', 200)),
      optional(id('magic_number')),
      optional(name('strategy', 100)),
      optional(name('timeframe', 20)),
      optional(price('stop_loss')),
      optional(price('take_profit')),
      optional(price('initial_stop_loss')),
      optional(price('initial_take_profit')),
      optional(money('initial_risk_amount')),
      optional(ratio('risk_reward_ratio')),
      optional(price('stop_distance_points')),
      price('quantity'),
      price('open_quantity'),
      instant('entry_time'),
      optional(instant('exit_time')),
      optional(price('entry_price')),
      optional(price('exit_price')),
      optional(name('order_type_entry', 20)),
      optional(name('order_type_exit', 20)),
      optional(ratio('entry_execution_latency_ms')),
      optional(ratio('exit_execution_latency_ms')),
      optional(price('entry_slippage_ticks')),
      optional(price('exit_slippage_ticks')),
      optional(ratio('execution_quality_score')),
      name('currency', 10),
      optional(name('exit_reason', 40)),
      optional(money('pl_amount_gross')),
      optional(money('pl_amount_net')),
      optional(ratio('pl_percentage')),
      optional(ratio('result_r')),
      money('fees_paid'),
      money('commission'),
      money('swap'),
      optional(choice('win_loss', ['Win', 'Loss', 'Breakeven'])),
      optional(price('pips')),
      optional(ratio('holding_duration_minutes')),
      optional(ratio('duration_seconds')),
      optional(price('mae')),
      optional(price('mfe')),
      optional(money('broker_profit')),
      optional(money('profit_difference')),
      flag('profit_mismatch'),
      flag('needs_rate'),
      optional(price('fx_rate')),
      optional(money('portfolio_equity_at_entry')),
      optional(choice('regime_at_entry', ['TREND', 'RANGE', 'VOLATILE', 'NOTRADE', 'UNKNOWN'])),
      optional(choice('gear_at_entry', ['P', 'R', 'N', 'D', 'L'])),
      optional(choice('gear_at_exit', ['P', 'R', 'N', 'D', 'L'])),
      optional(text('gear_shift_reason_entry')),
      optional(price('volatility_at_entry')),
      optional(price('volume_at_entry')),
      optional(price('vwap_at_entry')),
      optional(ratio('entry_vwap_distance_pct')),
      optional(ratio('vwap_slope_at_entry')),
      optional(ratio('entry_minus_vwap_ticks')),
      optional(name('vwap_filter_status', 40)),
      optional(ratio('adx_at_entry')),
      optional(count('technical_signals_confluence')),
      optional(ratio('strategy_confidence_score')),
      optional(ratio('trade_success_probability')),
      optional(ratio('tf_alignment_score')),
      optional(json('conflicting_timeframes')),
      optional(ratio('spread_ticks_at_entry')),
      optional(ratio('liquidity_quality_score')),
      optional(money('dll_at_entry')),
      optional(money('dll_remaining_after')),
      optional(text('trade_trigger_signal')),
      optional(text('signal_reason')),
      flag('ml_enhanced'),
      optional(ratio('ml_confidence')),
      optional(flag('ai_approved')),
      optional(text('ai_reasoning')),
      optional(count('mental_state_pre_trade')),
      count('rule_breaks'),
      optional(text('notes')),
      optional(text('notes_search')),
      json('tags'),
      instant('created_at'),
      instant('updated_at'),
      count('version'),
      optional(json('ledger')),
      optional(json('entry_facts')),
      optional(json('exit_facts')),
    ],
    indexes: {
      idx_trades_gear_win_loss: ['gear_at_entry', 'win_loss'],
      idx_trades_gear_regime: ['gear_at_entry', 'regime_at_entry'],
      idx_trades_gear_at_exit: ['gear_at_exit'],
      idx_trades_gear_at_entry: ['gear_at_entry'],
      idx_trades_status: ['status', 'entry_time', 'trade_id'],
      idx_trades_strategy_regime: ['strategy', 'regime_at_entry', 'entry_time', 'trade_id'],
      idx_trades_exit_reason: ['exit_reason', 'entry_time', 'trade_id'],
      idx_trades_win_loss: ['win_loss', 'entry_time', 'trade_id'],
      idx_trades_symbol: ['symbol', 'entry_time', 'trade_id'],
      idx_trades_regime: ['regime_at_entry', 'entry_time', 'trade_id'],
      idx_trades_strategy: ['strategy', 'entry_time', 'trade_id'],
      idx_trades_timestamp_exit: ['exit_time', 'trade_id'],
      idx_trades_timestamp_entry: ['entry_time', 'trade_id'],
      idx_trades_book: ['account_id', 'symbol', 'book_key', 'entry_time', 'trade_id'],
      idx_trades_account_exit: ['account_id', 'exit_time', 'trade_id'],
      idx_trades_account_entry: ['account_id', 'entry_time', 'trade_id'],
      uq_trades_ticket: ['account_id', 'ticket'],
      uq_trades_client_trade_id: ['account_id', 'client_trade_id'],
    },
    references: {
      fk_trades_account: 'account_id -> accounts.account_id',
    },
  });
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
