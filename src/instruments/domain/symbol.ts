/**
 * Symbol normalisation: the spelling of a charting platform or broker becomes the symbol of a known instrument.
 *
 * Nothing is ever guessed. Each rule only proposes a spelling, and a proposal counts when it names a known
 * instrument; a wrong instrument would carry a wrong point value, and so a position of the wrong size.
 */

/** Longest spelling that any platform sends, with room; bounds the work on hostile input. */
const MAX_LENGTH = 64;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** "CME_MINI:MNQ1!", but not the settlement suffix of "BTC/USDT:USDT". */
const EXCHANGE_PREFIX = /^[A-Z0-9_.]+:(.+)$/;
const SETTLEMENT_SUFFIX = /^([A-Z0-9]+\/[A-Z0-9]+):[A-Z0-9]+$/;
/** "#US30" (MetaTrader CFDs), "/MNQ" and "@MNQ" (futures platforms). */
const VENDOR_MARK = /^[#/@](.+)$/;
const FUTURES_WORD = /^(.+?)(?:-FUTURES|\.FUT|\.F)$/;

/**
 * Account-type suffixes of brokers, and ".P", TradingView's mark of a perpetual. This is a closed list because an
 * open one would turn "VOD.L" or "SAP.DE" into the listing of another exchange, in another currency.
 */
const BROKER_SUFFIX = /^(.{4,}?)[._-](?:M|I|P|C|PRO|RAW|ECN|STD|STP|CASH|SPOT|PRIME|VIP|MICRO|MINI)$/;
const TRAILING_MARK = /^(.{4,}?)[+#]+$/;

/** In the order in which they are taken off, from the outside in. */
const WRAPPINGS = [
  SETTLEMENT_SUFFIX,
  EXCHANGE_PREFIX,
  VENDOR_MARK,
  FUTURES_WORD,
  TRAILING_MARK,
  BROKER_SUFFIX,
];

/** Two legs of three to five letters: "EUR/USD", "BTC-USDT", OANDA's "EUR_USD". */
const SEPARATED_PAIR = /^([A-Z]{3,5})[/_-]([A-Z]{3,5})$/;
/** Micro accounts write "EURUSDm". Six letters only: "MNQM" is an unfinished contract code, not MNQ. */
const MICRO_SUFFIX = /^([A-Z]{6})M$/;
const CONTINUOUS_CONTRACT = /^(.+?)\d{1,2}!$/;
/** Root, month letter, one to four digits of the year. Roots have up to four characters and may start with a digit. */
const DATED_CONTRACT = /^([A-Z0-9]{1,4})[FGHJKMNQUVXZ]\d{1,4}$/;

/**
 * The known instrument that `raw` spells, or null. The result is upper-case, and normalising it again returns it.
 *
 * @example normaliseSymbol('CME_MINI:MNQM2023', isKnown) // 'MNQ'
 */
export function normaliseSymbol(raw: string, isKnown: (symbol: string) => boolean): string | null {
  const text = raw.trim().toUpperCase();
  if (text.length > MAX_LENGTH || !PRINTABLE_ASCII.test(text)) {
    return null;
  }
  for (const dressed of undress(text)) {
    const found = readings(dressed).find(isKnown);
    if (found !== undefined) {
      return found;
    }
  }
  return null;
}

/**
 * The text as sent, then with its prefixes and suffixes taken off one after another. The spelling nearest to what was
 * sent comes first, so an instrument that is really called "EURUSD.PRO" wins over EURUSD.
 */
function undress(text: string): string[] {
  const layers = [text];
  let current = text;
  for (const pattern of WRAPPINGS) {
    const inner = inside(pattern, current);
    if (inner !== null) {
      current = inner;
      layers.push(current);
    }
  }
  return layers;
}

/** What one spelling may stand for, the literal reading first. */
function readings(text: string): string[] {
  const pair = SEPARATED_PAIR.exec(text);
  const others = [
    pair ? `${pair[1] ?? ''}${pair[2] ?? ''}` : null,
    inside(CONTINUOUS_CONTRACT, text),
    inside(DATED_CONTRACT, text),
    inside(MICRO_SUFFIX, text),
  ];
  return [text, ...others.filter((reading) => reading !== null)];
}

function inside(pattern: RegExp, text: string): string | null {
  const captured = pattern.exec(text)?.[1]?.trim();
  return captured === undefined || captured === '' ? null : captured;
}
