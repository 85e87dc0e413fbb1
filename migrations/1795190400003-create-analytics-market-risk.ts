import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  choice,
  count,
  day,
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

/** Stored statistics, bars, and the states of the trading loop and the risk desk. */
export class CreateAnalyticsMarketRisk1795190400003 implements MigrationInterface {
  readonly name = 'CreateAnalyticsMarketRisk1795190400003';

  async up(queryRunner: QueryRunner): Promise<void> {
    const schema = new SchemaWriter(queryRunner);
    await createDailyPerformance(schema);
    await createPerformanceMetrics(schema);
    await createMarketData(schema);
    await createSystemState(schema);
    await createRiskState(schema);
    await createGearShifts(schema);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await new SchemaWriter(queryRunner).dropTables(
      'gear_shifts',
      'risk_state',
      'system_state',
      'market_data',
      'performance_metrics',
      'daily_performance',
    );
  }
}

function createDailyPerformance(schema: SchemaWriter): Promise<void> {
  return schema.createTable('daily_performance', {
    columns: [
      key('daily_performance_id'),
      id('account_id'),
      day('date'),
      name('currency', 10),
      count('total_trades'),
      count('winning_trades'),
      count('losing_trades'),
      count('breakeven_trades'),
      money('gross_profit'),
      money('gross_loss'),
      money('net_profit'),
      money('fees_paid'),
      optional(ratio('win_rate')),
      optional(ratio('profit_factor')),
      optional(money('average_win')),
      optional(money('average_loss')),
      optional(money('largest_win')),
      optional(money('largest_loss')),
      count('max_consecutive_wins'),
      count('max_consecutive_losses'),
      optional(ratio('average_duration_seconds')),
      json('symbols'),
      ratio('pnl_r'),
      flag('is_red_day'),
      optional(money('end_balance')),
      optional(money('end_equity')),
      instant('created_at'),
      instant('updated_at'),
    ],
    indexes: {
      idx_daily_performance_date: ['date'],
      uq_daily_performance_account_day: ['account_id', 'date'],
    },
    references: {
      fk_daily_performance_account: 'account_id -> accounts.account_id',
    },
  });
}

function createPerformanceMetrics(schema: SchemaWriter): Promise<void> {
  return schema.createTable('performance_metrics', {
    columns: [
      key('metric_id'),
      optional(id('account_id')),
      instant('timestamp'),
      count('window_trades'),
      optional(ratio('profit_factor')),
      optional(ratio('expected_r')),
      optional(ratio('win_rate')),
      optional(ratio('win_rate_wilson_lb')),
      optional(ratio('max_drawdown_r')),
      optional(ratio('current_drawdown_r')),
      optional(ratio('costs_pct')),
      optional(count('total_trades')),
      optional(count('total_wins')),
      optional(count('total_losses')),
      optional(ratio('avg_win_r')),
      optional(ratio('avg_loss_r')),
    ],
    indexes: {
      idx_performance_metrics_account_time: ['account_id', 'timestamp'],
    },
    references: {
      fk_performance_metrics_account: 'account_id -> accounts.account_id',
    },
  });
}

function createMarketData(schema: SchemaWriter): Promise<void> {
  return schema.createTable('market_data', {
    columns: [
      key('bar_id'),
      instant('timestamp'),
      name('symbol', 40),
      name('timeframe', 10),
      price('open_price'),
      price('high_price'),
      price('low_price'),
      price('close_price'),
      price('volume'),
      optional(price('vwap')),
      optional(ratio('adx')),
      optional(price('atr')),
      optional(choice('regime', ['TREND', 'RANGE', 'VOLATILE', 'NOTRADE', 'UNKNOWN'])),
    ],
    indexes: {
      idx_market_data_series: ['symbol', 'timeframe', 'timestamp'],
    },
    uniqueIndexes: {
      idx_market_data_timestamp: ['timestamp', 'symbol', 'timeframe'],
    },
  });
}

function createSystemState(schema: SchemaWriter): Promise<void> {
  return schema.createTable('system_state', {
    columns: [
      key('state_id'),
      optional(id('account_id')),
      instant('timestamp'),
      choice('system_state', [
        'initializing',
        'ready',
        'analyzing',
        'signal_generated',
        'trading',
        'paused',
        'error',
      ]),
      optional(choice('current_regime', ['TREND', 'RANGE', 'VOLATILE', 'NOTRADE', 'UNKNOWN'])),
      optional(name('active_strategy', 100)),
      optional(ratio('daily_pnl_r')),
      optional(ratio('weekly_pnl_r')),
      optional(money('current_r')),
      optional(count('consecutive_red_days')),
    ],
    indexes: {
      idx_system_state_account_time: ['account_id', 'timestamp'],
    },
    references: {
      fk_system_state_account: 'account_id -> accounts.account_id',
    },
  });
}

function createRiskState(schema: SchemaWriter): Promise<void> {
  return schema.createTable('risk_state', {
    columns: [primary(id('account_id')), primary(name('key', 60)), json('value'), instant('updated_at')],
    references: {
      fk_risk_state_account: 'account_id -> accounts.account_id',
    },
  });
}

function createGearShifts(schema: SchemaWriter): Promise<void> {
  return schema.createTable('gear_shifts', {
    columns: [
      key('shift_id'),
      id('account_id'),
      instant('timestamp'),
      choice('from_gear', ['P', 'R', 'N', 'D', 'L']),
      choice('to_gear', ['P', 'R', 'N', 'D', 'L']),
      text('reason'),
      optional(ratio('daily_r')),
      optional(ratio('weekly_r')),
      optional(count('consecutive_losses')),
      optional(ratio('current_drawdown')),
      optional(choice('regime', ['TREND', 'RANGE', 'VOLATILE', 'NOTRADE', 'UNKNOWN'])),
      optional(ratio('volatility_percentile')),
      optional(count('mental_state')),
      optional(ratio('dll_remaining')),
      flag('tripwire_active'),
      flag('in_trading_session'),
      flag('news_blackout_active'),
      flag('kill_switch_active'),
      optional(count('positions_open')),
    ],
    indexes: {
      idx_gear_shifts_account_time: ['account_id', 'timestamp'],
      idx_gear_shifts_to_gear: ['to_gear'],
      idx_gear_shifts_timestamp: ['timestamp'],
    },
    references: {
      fk_gear_shifts_account: 'account_id -> accounts.account_id',
    },
  });
}
