import type { AccountRef } from './account-directory.js';
import { BlotterError } from '../common/errors.js';
import { type Recorded, refused } from '../common/recorded.js';

export interface PerAccount<Item, Prepared, View> {
  /** Resolves names and checks shape; throws a user error to refuse the item. */
  prepare: (item: Item) => Promise<{ account: AccountRef; prepared: Prepared }>;
  /** Records the items of one account in order. */
  submit: (account: AccountRef, items: Prepared[]) => Promise<Recorded<View>[]>;
}

interface Group<Prepared> {
  account: AccountRef;
  items: Prepared[];
  positions: number[];
}

/** Records items that may belong to several accounts; outcomes come back in the order of the items. */
export async function recordPerAccount<Item, Prepared, View>(
  items: readonly Item[],
  { prepare, submit }: PerAccount<Item, Prepared, View>,
): Promise<Recorded<View>[]> {
  const outcomes = new Array<Recorded<View>>(items.length);
  const groups = new Map<number, Group<Prepared>>();
  for (const [position, item] of items.entries()) {
    try {
      const { account, prepared } = await prepare(item);
      const group = groups.get(account.accountId) ?? { account, items: [], positions: [] };
      group.items.push(prepared);
      group.positions.push(position);
      groups.set(account.accountId, group);
    } catch (error) {
      outcomes[position] = refusedOrThrow(error);
    }
  }
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const recorded = await submit(group.account, group.items);
      group.positions.forEach((position, index) => {
        outcomes[position] = recorded[index] ?? refusedOrThrow(new Error('Expected one outcome per item'));
      });
    }),
  );
  return outcomes;
}

function refusedOrThrow<View>(error: unknown): Recorded<View> {
  if (error instanceof BlotterError && error.family === 'user') {
    return refused(error);
  }
  throw error;
}
