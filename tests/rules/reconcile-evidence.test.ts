import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { explainAccount } from '../../src/rules/reconcile-explain.ts';
import {
  activity,
  atBroker,
  facts,
  held,
  notice,
  NOW,
  seenEntry,
  only,
  sharesHeld,
  SPIN_OFF,
  stop,
} from './reconcile-sample.ts';

describe('evidence', () => {
  const late = { ticker: held.ticker, brokerOrderId: 'b-stop', at: NOW - 1_000 } as const;

  it('of a sale a moment ago says so', () => {
    const fills = [{ ...late, side: 'sell' as const, qty: 100 }];
    const told = only({ book: [], journal: [], orders: [], fills });
    expect([told.cause, told.evidence[0]]).toEqual([
      'stale_read',
      '100 shares sold by order b-stop a moment ago',
    ]);
  });

  it('of a stop that the broker does not show any more is what the journal says', () => {
    const told = only({ orders: [seenEntry] });
    expect(told.evidence).toEqual([`its stop ${stop.clientOrderId} is new`]);
  });

  it('of a merger are the activity alone, or the announcement alone', () => {
    const paid = activity({ type: 'MA', netAmount: null });
    expect(only({ activities: [paid], ...sharesHeld(0), orders: [] })).toMatchObject({
      cause: 'merger',
      proposal: null,
      evidence: ['activity MA of 2015-10-22: 0.00 dollars'],
    });
    const notices = [notice({ kind: 'merger' })];
    expect(only({ notices }).evidence).toEqual(['announced of 2015-10-22 is announced']);
  });

  it('of shares that came out of a merger sets them apart', () => {
    const notices = [notice({ kind: 'merger', newSymbol: 'BUYER' })];
    const positions = [atBroker('BUYER', 30)];
    const told = explainAccount(facts({ notices, positions, orders: [] }));
    expect(told.map(({ symbol, cause }) => `${symbol} ${cause}`)).toEqual([
      'AMZN merger',
      'BUYER merger',
    ]);
    expect(told[1]?.proposal).toEqual({ kind: 'set_apart', shares: 30 });
  });

  it('of an event is none when it lies before the entry or after the session', () => {
    const of = (date: string) =>
      explainAccount(facts({ notices: [notice({ kind: 'spin_off', date: sessionDate(date) })] }));
    expect(
      [of('2015-10-01'), of('2015-10-26'), of('2015-10-23')].map((told) => told.length),
    ).toEqual([0, 0, 1]);
  });

  it('of a SPIN_OFF-off worth more than the stop leaves the stop where it is', () => {
    const told = only({ actions: [{ ...SPIN_OFF, cash: 95 }] });
    expect(told.proposal).toMatchObject({ kind: 'settle', stopPrice: null });
  });

  it('of a new name that is no name of a stock proposes nothing', () => {
    const notices = [notice({ kind: 'ticker_change', newSymbol: 'amzn 2' })];
    expect(only({ notices, ...sharesHeld(0), orders: [] }).proposal).toBeNull();
    const nameless = [notice({ kind: 'ticker_change' })];
    expect(only({ notices: nameless, ...sharesHeld(0), orders: [] }).cause).toBe('unknown');
  });
});
