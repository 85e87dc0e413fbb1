import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { anAccount } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from '../trading/desk.js';

/** What happened, in the order in which it is reported, and the trades that the journal must hold. */
export interface Scenario {
  name: string;
  /** Where the expected figures come from. */
  source: string;
  account?: Record<string, unknown>;
  reports: [path: string, body: Record<string, unknown>][];
  /** Oldest entry first. */
  trades?: Record<string, unknown>[];
  /** For what must not be taken: the answer to the last report. */
  refused?: { status: number; body: Record<string, unknown> };
}

/** All scenarios happen on 2 June 2025; this is the evening of that day. */
class Evening extends Clock {
  override nowMillis(): number {
    return Date.parse('2025-06-02T22:00:00Z');
  }
}

/** Plays a scenario on both databases. */
export function play(scenario: Scenario): void {
  describe.each(DIALECTS)(`${scenario.name} on %s`, (dialect) => {
    let desk: Desk;
    beforeAll(async () => {
      desk = await Desk.open(dialect, { clock: new Evening() });
      await desk.recorded('accounts', { ...anAccount(), account: 'desk', ...scenario.account });
    });
    afterAll(() => desk.close());

    it(`ends as ${scenario.source}`, async () => {
      const reports = scenario.reports.map(([path, body]) => [path, { account: 'desk', ...body }] as const);
      const last = scenario.refused === undefined ? undefined : reports.pop();
      for (const [path, body] of reports) {
        await desk.recorded(path, body);
      }
      if (last !== undefined) {
        expect(await desk.post(...last)).toMatchObject(scenario.refused ?? {});
      }
      expect((await desk.trades('desk')).filter(({ status }: Body) => status !== 'CANCELLED')).toMatchObject(
        scenario.trades ?? [],
      );
    });
  });
}
