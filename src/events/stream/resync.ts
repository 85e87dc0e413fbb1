import { GoneError } from '../../common/errors.js';

/** A reader asked for events that the log no longer has. */
export interface Resync {
  account: string;
  since: number;
  /** First event that is left; null when none is. */
  oldest: number | null;
  current: number;
}

/** What the reader is told, on every transport: read the state at these places, then go on from `current`. */
export interface ResyncView extends Resync {
  state: string[];
}

export function resyncOf({ account, since, oldest, current }: Resync): ResyncView {
  const state = [
    `/api/accounts/${account}`,
    `/api/trades?account=${account}&status=OPEN`,
    `/api/trades?account=${account}`,
    `/api/signals?account=${account}`,
    `/api/fills?account=${account}`,
    `/api/account-snapshots/latest/${account}`,
  ];
  return { account, since, oldest, current, state };
}

/** The same as an answer over HTTP. */
export function resyncRequired(missed: Resync): GoneError {
  const { oldest, since, current } = missed;
  return new GoneError(
    'resync_required',
    `The log starts at event ${String(oldest)} by now, after ${since} it is not complete; read the state, then go on from ${current}`,
    { extra: { ...resyncOf(missed) } },
  );
}
