/**
 * `active` delivers; `retrying` waits for the next attempt at the event at its head; `paused` failed for too long;
 * `disabled` was switched off, by its owner or by 410 Gone.
 */
export const TARGET_STATUSES = ['active', 'retrying', 'paused', 'disabled'] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];
