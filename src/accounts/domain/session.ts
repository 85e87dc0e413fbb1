import type { Instant } from '../../common/instant.js';
import { type TradingCalendar, tradingCalendar } from './trading-calendar.js';

export const MARKET_SESSIONS = ['ASIA', 'LONDON', 'NEW_YORK'] as const;
export type MarketSession = (typeof MARKET_SESSIONS)[number];

const OPENS = 8;
const CLOSES = 17;
const NEW_YORK = tradingCalendar({ timeZone: 'America/New_York', dayStart: '00:00' });
const LONDON = tradingCalendar({ timeZone: 'Europe/London', dayStart: '00:00' });

/**
 * The session that an instant belongs to; each instant has one. NEW_YORK is 08:00 to 17:00 in New York, LONDON is
 * 08:00 in London until New York opens, and ASIA everything between New York's close and London's open. Each city's own
 * clock decides, because Europe and America change theirs on different dates; the account's zone has no part in it.
 */
export function marketSessionOf(instant: Instant): MarketSession {
  if (isOpen(instant, NEW_YORK)) {
    return 'NEW_YORK';
  }
  return isOpen(instant, LONDON) ? 'LONDON' : 'ASIA';
}

function isOpen(instant: Instant, city: TradingCalendar): boolean {
  const { hour } = city.hourOf(instant);
  return hour >= OPENS && hour < CLOSES;
}
