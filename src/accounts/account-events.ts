import type { AccountSettings, NewEvent } from '../events/event-payloads.js';
import type { Account } from './persistence/account.entity.js';

/** Announces what an edit changed; an edit that changes nothing is not an event. */
export function accountChange(before: Account, after: Account): NewEvent[] {
  const [old, settings] = [settingsOf(before), settingsOf(after)];
  const names = Object.keys(settings) as (keyof AccountSettings)[];
  const changed = names.filter((name) => old[name] !== settings[name]);
  if (changed.length === 0) {
    return [];
  }
  const event =
    before.isActive === after.isActive
      ? 'account_changed'
      : after.isActive
        ? 'account_activated'
        : 'account_deactivated';
  return [{ type: 'system_event', symbol: null, data: { event, changed, settings } }];
}

function settingsOf(account: Account): AccountSettings {
  const { name, startingBalance, timeZone, dayStart, broker, server, accountNumber, platform } = account;
  const { isActive, deactivatedAt } = account;
  return {
    ...{ name, startingBalance, timeZone, dayStart, broker, server, accountNumber, platform },
    ...{ isActive, deactivatedAt },
  };
}
