import { ApiProperty } from '@nestjs/swagger';
import { SignalView } from '../trading/signals.dto.js';

export const ALERT_STATUSES = ['accepted', 'ignored'] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

/** The answer to an alert. A repetition gets the same one. */
export class AlertAnswer {
  /** `ignored` when the alert opens and closes nothing (hold, cancel). */
  @ApiProperty({ enum: ALERT_STATUSES }) status: AlertStatus;
  /** In the order in which they are to be executed; a reversal has two, the CLOSE first. */
  signalIds: number[];
  /** The first of them. */
  signalId: number | null;
  @ApiProperty({ type: [SignalView] }) signals: SignalView[];
  /** Why the alert was ignored. */
  reason: string | null;
  /** When the first signal was recorded. */
  timestamp: string;
  message: string;
}
