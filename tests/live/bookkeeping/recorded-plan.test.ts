import { describe, expect, it } from 'vitest';

import { recordedEntries } from '../../../live/bookkeeping/recorded-plan.ts';
import { PRIMARY } from '../../../src/domain/strategy.ts';
import { NEXT, openState, SESSION } from '../../adapters/sqlite/state-fixture.ts';
import { signalPlan } from '../../support/signal-plan.ts';

const BUY = { NEWS: [100, '50.00', '45.00'] } as const;

describe('the recorded plan', () => {
  it('is read anew when it was written anew', async () => {
    const { store } = await openState();
    expect(recordedEntries(store, SESSION)).toEqual([]);
    signalPlan(store, SESSION, { buy: BUY });
    expect(recordedEntries(store, SESSION).map(({ ticker }) => ticker)).toEqual(['NEWS']);
    expect(recordedEntries(store, NEXT)).toEqual([]);
    signalPlan(store, SESSION, {});
    expect(recordedEntries(store, SESSION)).toEqual([]);
  });

  it('that cannot be read plans nothing', async () => {
    const { store } = await openState();
    store.recordSignalFile({
      tradeDate: SESSION,
      strategy: PRIMARY,
      sha256: 'a hash',
      path: 'signals.json',
      content: '{ half of a file',
      runId: 'run-1',
    });
    expect(recordedEntries(store, SESSION)).toEqual([]);
  });
});
