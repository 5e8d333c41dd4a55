import { describe, expect, it } from 'vitest';

import { explainDifferences } from '../../../live/bookkeeping/explain-account.ts';
import { BrokerError, type BrokerReads } from '../../../src/ports/broker.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { AT, brokerKnowing, openAmazon, SESSION, shares, withEmptyBooks } from './book-fixture.ts';

let store: StateStore;

withEmptyBooks((empty) => {
  store = empty;
});

function explain(broker: BrokerReads, positions = [shares(60)]) {
  const clock = { now: () => AT, sleep: () => Promise.resolve() };
  const question = { tradeDate: SESSION, actionsOf: () => [], positions, symbols: null };
  return explainDifferences({ broker, store, clock }, question);
}

const failingHistory = (error: Error): BrokerReads => ({
  ...brokerKnowing([], [shares(60)]),
  activities: () => Promise.reject(error),
});

describe('the differences of an account', () => {
  it('are none where nobody holds anything and nothing is open', async () => {
    const broker = brokerKnowing([]);
    expect(await explain(broker, [])).toEqual([]);
    expect(broker.asked).toEqual(['open orders']);
  });

  it('are told without the history that could not be read, which proves nothing [F16]', async () => {
    openAmazon(store);
    const broker = failingHistory(new BrokerError('unreachable', 'timeout'));
    expect(await explain(broker)).toMatchObject([
      { symbol: 'AMZN', cause: 'unknown', ours: 100, theirs: 60, heals: false },
    ]);
  });

  it.each([
    ['the keys are refused [F10]', new BrokerError('unauthorized', '401')],
    ['there is a bug', new TypeError('undefined is no function')],
  ])('are not told at all while %s', async (_name, error) => {
    openAmazon(store);
    await expect(explain(failingHistory(error))).rejects.toThrow(error);
  });
});
