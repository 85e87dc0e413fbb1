import { openBody } from './foreign-body.js';
import { type IntakeResult, type IntakeSource } from './intake.js';
import { MessageReader } from './message-reader.js';
import { findPlaceholders } from './placeholders.js';
import { secretOf, withoutSecrets } from './secrets.js';
import { readSignals } from './signals.js';

/**
 * Reads the message of a charting platform, an expert advisor or a script. What is wrong with it comes back as field
 * errors, all at once and without its secret; no input throws.
 *
 * @example parseIntake('tradingview', '{"ticker":"MNQ1!","action":"buy","price":"15000","contracts":"1"}')
 */
export function parseIntake(source: IntakeSource, body: string): IntakeResult {
  const opened = openBody(source, body);
  if (!opened.ok) {
    return opened;
  }
  const placeholders = findPlaceholders(opened.record);
  if (placeholders.length > 0) {
    // The other errors would only say that "{{close}}" is no number.
    return { ok: false, errors: withoutSecrets(placeholders, opened.record) };
  }
  const reader = new MessageReader(opened.translate(opened.record));
  const signals = readSignals(reader, source);
  const maxLag = reader.positiveDecimal('maxLagSeconds', ['max_lag', 'maxLagSeconds']);
  const account = reader.identifier('account', ['account', 'accountId', 'account_id']);
  if (reader.errors.length > 0) {
    return { ok: false, errors: withoutSecrets(reader.errors, opened.record) };
  }
  return {
    ok: true,
    message: {
      signals,
      secret: secretOf(opened.record),
      account,
      maxLagSeconds: maxLag === null ? null : Number(maxLag),
    },
  };
}

/** The secret alone, also of a message with errors, so that a stranger learns nothing from those. */
export function readIntakeSecret(source: IntakeSource, body: string): string | null {
  const opened = openBody(source, body);
  return opened.ok ? secretOf(opened.record) : null;
}
