import { type FieldError } from '../../common/errors.js';
import { isRecord, type ForeignRecord } from './foreign-record.js';
import { CREDENTIAL_KEYS } from './secrets.js';

/**
 * TradingView replaces {{close}} and the like when an alert fires, and leaves a name that it does not know in place.
 * Such an alert was set up wrongly, and would otherwise trade on whatever the rest of it says.
 */
const PLACEHOLDER = /\{\{[^{}]{1,100}\}\}/;
/** The key that stands directly before a placeholder in text that is not valid JSON. */
const PRECEDING_KEY = /"([^"]{1,64})"\s{0,8}:[^:,]{0,60}$/;
const LOOK_BEHIND = 140;

/** Platforms nest two levels deep; the limit keeps hostile nesting from exhausting the stack. */
const MAX_DEPTH = 4;

/** Placeholders left in a readable message, each with the path of its field as it was sent. */
export function findPlaceholders(record: ForeignRecord, path = '', depth = 1): FieldError[] {
  return Object.entries(record).flatMap(([key, value]) => {
    const field = path + key;
    if ((CREDENTIAL_KEYS as readonly string[]).includes(key)) {
      return [];
    }
    if (isRecord(value) && depth < MAX_DEPTH) {
      return findPlaceholders(value, `${field}.`, depth + 1);
    }
    const placeholder = typeof value === 'string' ? PLACEHOLDER.exec(value)?.[0] : undefined;
    return placeholder === undefined ? [] : [placeholderError(field, placeholder)];
  });
}

/** An unquoted placeholder, `"price": {{close}}`, also breaks the JSON; naming it explains more than the syntax error. */
export function findPlaceholderInText(text: string): FieldError[] {
  const match = PLACEHOLDER.exec(text);
  if (match === null) {
    return [];
  }
  const before = text.slice(Math.max(0, match.index - LOOK_BEHIND), match.index);
  const key = PRECEDING_KEY.exec(before)?.[1] ?? 'body';
  const isSecret = (CREDENTIAL_KEYS as readonly string[]).includes(key);
  return isSecret ? [] : [placeholderError(key, match[0])];
}

function placeholderError(field: string, placeholder: string): FieldError {
  return {
    field,
    rule: 'unreplaced_placeholder',
    message: `Expected a value for ${field}, was the unreplaced placeholder ${placeholder}`,
  };
}
