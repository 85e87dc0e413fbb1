import { type ForeignRecord, textAt } from './foreign-record.js';

/** "ENTER-LONG_Bybit_BTC-USDT_Bot name_15M_8e34479c…": action, exchange, pair, bot, timeframe, bot id. */
const CODE = /^((?:enter|exit)-(?:long|short|all))(?:_[^_]*_([^_]*)(?:_([^_]*)_([^_]*))?|$)/i;
/** What stands in the place of the pair when the bot itself chooses it. */
const NO_PAIR = ['NONE', 'MULTIPLE-PAIRS', ''];

export function isWunderTrading(record: ForeignRecord): boolean {
  return CODE.test(textAt(record, ['code']) ?? '');
}

/** WunderTrading also takes the bare code as the whole message. */
export function readWunderTradingText(text: string): ForeignRecord | null {
  return CODE.test(text) && text.length <= 256 ? { code: text } : null;
}

/** Everything but the amount hides in the code; an explicit ticker beside it is more exact, and wins. */
export function fromWunderTrading(record: ForeignRecord): ForeignRecord {
  const [, action, pair = '', bot, timeframe] = CODE.exec(textAt(record, ['code']) ?? '') ?? [];
  return {
    ...(NO_PAIR.includes(pair.toUpperCase()) ? {} : { ticker: pair }),
    strategy: bot,
    interval: timeframe,
    quantity: record.amountPerTrade,
    ...record,
    action,
  };
}
