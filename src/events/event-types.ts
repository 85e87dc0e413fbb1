/** Every message type of the stream (spec 4.2). Those of facts carry a sequence number and are kept in the log. */
export const EVENT_TYPES = [
  'regime_change',
  'signal',
  'risk_update',
  'trade_execution',
  'constraint_violation',
  'guard_reject',
  'position_too_small',
  'order_submitted',
  'fill',
  'flatten_all',
  'gear_change',
  'account_snapshot',
  'performance_update',
  'system_event',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];
