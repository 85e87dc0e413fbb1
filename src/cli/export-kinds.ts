/** What can be exported; the paths of /api/exports. */
export const EXPORT_KINDS = ['trades', 'signals', 'snapshots', 'daily-performance', 'metrics'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

const RANGE = ['account', 'from', 'to'];
const SIGNAL_FILTERS = [...RANGE, 'symbol', 'strategy', 'signalType', 'source', 'executed'];
const TRADE_FILTERS = [
  ...['account', 'symbol', 'strategy', 'regime', 'gear', 'status', 'direction', 'winLoss', 'exitReason'],
  ...['tag', 'entryFrom', 'entryTo', 'exitFrom', 'exitTo', 'search'],
];

/**
 * The parameters of each route, which the command takes as options. Named here because the classes that hold them load
 * the whole application, for which `--help` need not wait; a test compares the two.
 */
export const EXPORT_FILTERS: Readonly<Record<ExportKind, readonly string[]>> = {
  trades: [...TRADE_FILTERS, 'layout', 'columns'],
  signals: SIGNAL_FILTERS,
  snapshots: RANGE,
  'daily-performance': RANGE,
  metrics: RANGE,
};
