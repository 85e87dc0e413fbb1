import { type FieldError } from '../../common/errors.js';
import { fromAlgoWay, isAlgoWay } from './algoway.js';
import { type ForeignRecord, isRecord } from './foreign-record.js';
import { type IntakeSource } from './intake.js';
import { fromMetaTrader } from './metatrader.js';
import { fromPineConnector, readPineConnector } from './pineconnector.js';
import { findPlaceholderInText } from './placeholders.js';
import { fromWunderTrading, isWunderTrading, readWunderTradingText } from './wundertrading.js';

/** A message as sent, and how its platform's words become common ones. */
export interface ForeignBody {
  record: ForeignRecord;
  translate: (record: ForeignRecord) => ForeignRecord;
}

export type ForeignBodyResult = ({ ok: true } & ForeignBody) | { ok: false; errors: FieldError[] };

/**
 * Opens a request body. The Content-Type is not consulted: TradingView sends `text/plain` whenever a template is not
 * quite JSON, and other senders do so always. `trim` also takes the byte-order mark and the trailing newline.
 * Errors never quote the body, because the secret may stand anywhere in it.
 */
export function openBody(source: IntakeSource, body: string): ForeignBodyResult {
  const text = body.trim();
  if (text === '') {
    return refuse('required', 'Expected a message, was empty');
  }
  const json = parseJson(text);
  if (isRecord(json)) {
    return { ok: true, record: json, translate: translatorFor(source, json) };
  }
  if (json !== undefined) {
    return refuse(
      'object',
      `Expected a JSON object, was ${Array.isArray(json) ? 'an array' : 'a single value'}`,
    );
  }
  return (source === 'tradingview' && !text.startsWith('{') ? openText(text) : null) ?? explainText(text);
}

/** JSON null reads as "a single value"; undefined means that the text is not JSON at all. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function translatorFor(source: IntakeSource, record: ForeignRecord): ForeignBody['translate'] {
  if (source === 'mt5') {
    return fromMetaTrader;
  }
  if (source === 'tradingview' && isWunderTrading(record)) {
    return fromWunderTrading;
  }
  return source === 'tradingview' && isAlgoWay(record) ? fromAlgoWay : (same) => same;
}

function openText(text: string): ForeignBodyResult | null {
  const code = readWunderTradingText(text);
  if (code !== null) {
    return { ok: true, record: code, translate: fromWunderTrading };
  }
  const record = readPineConnector(text);
  return record === null ? null : { ok: true, record, translate: fromPineConnector };
}

function explainText(text: string): ForeignBodyResult {
  const errors = findPlaceholderInText(text);
  return errors.length > 0
    ? { ok: false, errors }
    : refuse(
        'json',
        'Expected a JSON object, or from TradingView also "license,command,symbol", was neither',
      );
}

function refuse(rule: string, message: string): ForeignBodyResult {
  return { ok: false, errors: [{ field: 'body', rule, message }] };
}
