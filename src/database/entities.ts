import { ApiKey } from '../access/persistence/api-key.entity.js';
import { IdempotencyKey } from '../access/persistence/idempotency-key.entity.js';
import { StreamTicket } from '../access/persistence/stream-ticket.entity.js';
import { AccountSnapshot } from '../accounts/persistence/account-snapshot.entity.js';
import { Account } from '../accounts/persistence/account.entity.js';
import { DailyPerformance } from '../analytics/persistence/daily-performance.entity.js';
import { DailyRun } from '../analytics/persistence/daily-run.entity.js';
import { PerformanceMetrics } from '../analytics/persistence/performance-metrics.entity.js';
import { RollupState } from '../analytics/persistence/rollup-state.entity.js';
import { Rollup } from '../analytics/persistence/rollup.entity.js';
import { EventRecord } from '../events/persistence/event.entity.js';
import { Instrument } from '../instruments/persistence/instrument.entity.js';
import { MarketData } from '../market/persistence/market-data.entity.js';
import { DeadLetter } from '../notifications/persistence/dead-letter.entity.js';
import { WebhookTarget } from '../notifications/persistence/webhook-target.entity.js';
import { GearShift } from '../risk/persistence/gear-shift.entity.js';
import { RiskState } from '../risk/persistence/risk-state.entity.js';
import { SystemState } from '../system/persistence/system-state.entity.js';
import { Fill } from '../trading/persistence/fill.entity.js';
import { Signal } from '../trading/persistence/signal.entity.js';
import { StaleDay } from '../trading/persistence/stale-day.entity.js';
import { TradeChange } from '../trading/persistence/trade-change.entity.js';
import { TradeTag } from '../trading/persistence/trade-tag.entity.js';
import { Trade } from '../trading/persistence/trade.entity.js';

/** Every table. The only file outside a feature's `persistence/` that names its entities. */
export const ENTITIES = [
  Account,
  AccountSnapshot,
  Instrument,
  Trade,
  TradeChange,
  TradeTag,
  StaleDay,
  Signal,
  Fill,
  DailyPerformance,
  DailyRun,
  PerformanceMetrics,
  Rollup,
  RollupState,
  SystemState,
  MarketData,
  RiskState,
  GearShift,
  EventRecord,
  ApiKey,
  IdempotencyKey,
  StreamTicket,
  WebhookTarget,
  DeadLetter,
];
