import { distancesAsText } from './distances.js';
import { type ForeignRecord, textAt } from './foreign-record.js';
import { CREDENTIAL_KEYS } from './secrets.js';

/** Parameters that name an exact figure or a text; every other one depends on the settings of the trader's terminal. */
const UNDERSTOOD_KEYS = ['sl_price', 'tp_price', 'vol_lots', 'comment', 'account', 'command', 'symbol'];

/** "60123456789,buy,EURUSD,risk=1,sl=20": licence, command, symbol, then parameters. Null for any other text. */
export function readPineConnector(text: string): ForeignRecord | null {
  const [license = '', command = '', symbol = '', ...parameters] = splitOutsideQuotes(text);
  const isPositional = [license, command, symbol].every((part) => part !== '' && !part.includes('='));
  if (!isPositional) {
    return null;
  }
  return { ...Object.fromEntries(parameters.flatMap(readParameter)), license, command, symbol };
}

function readParameter(part: string): [string, string][] {
  const equals = part.indexOf('=');
  if (equals < 1) {
    return [];
  }
  const value = part.slice(equals + 1).trim();
  return [[part.slice(0, equals).trim().toLowerCase(), value.replace(/^"([^"]*)"?$/, '$1')]];
}

/** A comment may contain commas: `comment="gap, then go"`. */
function splitOutsideQuotes(text: string): string[] {
  const parts = [''];
  let isQuoted = false;
  for (const character of text) {
    isQuoted = character === '"' ? !isQuoted : isQuoted;
    if (character === ',' && !isQuoted) {
      parts.push('');
    } else {
      parts[parts.length - 1] = (parts.at(-1) ?? '') + character;
    }
  }
  return parts.map((part) => part.trim());
}

/**
 * PineConnector's `sl=`, `tp=`, `price=` and `risk=` are pips, prices, percents or lots according to a switch in the
 * trader's terminal, pips by default. The message does not say which, so they stay out of the stop, the target, the
 * price and the quantity, and are kept as text; only `sl_price=`, `tp_price=` and `vol_lots=` say what they are.
 */
export function fromPineConnector(record: ForeignRecord): ForeignRecord {
  const unclear = Object.keys(record).filter(
    (key) => ![...UNDERSTOOD_KEYS, ...CREDENTIAL_KEYS].includes(key.toLowerCase()),
  );
  const command = textAt(record, ['command']);
  const order = [command, distancesAsText(record, unclear)].filter(Boolean).join(' ');
  return {
    action: command,
    symbol: record.symbol,
    sl_price: record.sl_price,
    tp_price: record.tp_price,
    quantity: record.vol_lots,
    account: record.account,
    reason: [textAt(record, ['comment']), order].filter(Boolean).join(' | '),
  };
}
