import { describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { StreamReader } from '../support/reader.js';
import { type Fate, TcpProxy } from '../support/tcp-proxy.js';
import { FakeServer } from './fake-server.js';

type Step =
  | { do: 'publish'; type: 'fill' | 'signal'; account: 'demo' | 'other' }
  | { do: 'heartbeat' }
  | { do: 'cut' }
  | { do: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      type: fc.constantFrom('fill' as const, 'signal' as const),
      account: fc.constantFrom('demo' as const, 'other' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'heartbeat' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'cut' as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 3 }) }) },
);
const fate: fc.Arbitrary<Fate> = fc.record({
  afterBytes: fc.nat({ max: 2500 }),
  how: fc.constantFrom('cut' as const, 'cut' as const, 'stall' as const),
});
interface History {
  steps: Step[];
  fates: Fate[];
  types: 'fill'[] | undefined;
  bufferLimit: number;
}
const history: fc.Arbitrary<History> = fc.record({
  steps: fc.array(step, { maxLength: 60 }),
  fates: fc.array(fate, { maxLength: 6 }),
  types: fc.constantFrom(undefined, ['fill' as const]),
  bufferLimit: fc.constantFrom(2, 7, 1000),
});

describe('the TypeScript client under any history of cuts, stalls and heartbeats', () => {
  it('hands over each event that it asked for, once and in order, filtered or not', async () => {
    await fc.assert(fc.asyncProperty(history, survives), { numRuns: 150, timeout: 5000, endOnFailure: true });
  }, 120_000);
});

async function survives({ steps, fates, types, bufferLimit }: History): Promise<void> {
  const server = await FakeServer.start(['demo', 'other']);
  const proxy = await TcpProxy.open(server.port);
  proxy.fates.push(...fates);
  const reader = new StreamReader({
    ...{ url: proxy.url, since: 'start', bufferLimit },
    ...(types === undefined ? {} : { types }),
    timing: { connectMs: 25, silenceMs: 25, backOffBaseMs: 1, backOffCapMs: 2 },
  });
  try {
    await reader.live();
    for (const each of steps) {
      await perform(each, server, proxy);
    }
    proxy.fates.length = 0;
    const expected = (account: string): number[] =>
      server.log
        .filter((event) => event.account === account && (types === undefined || event.type === 'fill'))
        .map(({ seq }) => seq);
    await reader.count(expected('demo').length + expected('other').length);

    expect(reader.seqs('demo')).toEqual(expected('demo'));
    expect(reader.seqs('other')).toEqual(expected('other'));
  } finally {
    await reader.stream.close();
    await proxy.close();
    await server.stop();
  }
}

async function perform(each: Step, server: FakeServer, proxy: TcpProxy): Promise<void> {
  switch (each.do) {
    case 'publish':
      server.publish(each.type, each.account);
      return;
    case 'heartbeat':
      server.heartbeat();
      return;
    case 'cut':
      proxy.cutAll();
      return;
    case 'wait':
      // Part of the history, not a wait for something: it moves the cuts against the messages.
      await setTimeout(each.ms);
  }
}
