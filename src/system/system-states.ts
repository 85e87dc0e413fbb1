/** Lifecycle of the trading loop. What happened inside it is an event, not a state. */
export const SYSTEM_STATES = [
  'initializing',
  'ready',
  'analyzing',
  'signal_generated',
  'trading',
  'paused',
  'error',
] as const;
export type SystemStateName = (typeof SYSTEM_STATES)[number];
