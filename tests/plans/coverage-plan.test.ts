import { describe, expect, it } from 'vitest';

import type { BrokerOrder, JournalOrder } from '../../src/domain/order.ts';
import { coverageOf, outlastsItsStop, unwantedEntries } from '../../src/plans/coverage-plan.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { brokerOrder, dollars, journalOrder, position } from '../domain/sample.ts';

const NOW = Date.parse('2015-10-23T13:15:00Z');
const HELD = position('AMZN', { positionId: 7 });
const OURS = journalOrder({
  ...{ clientOrderId: '20151001_AMZN_stop_sell', brokerOrderId: 'b-stop', side: 'sell' },
  ...{ intent: 'stop', positionId: 7, qty: 100 },
});
const SEEN = brokerOrder({
  ...{ id: 'b-stop', clientOrderId: OURS.clientOrderId, side: 'sell', type: 'stop' },
  ...{ qty: 100, stopPrice: dollars('90.00') },
});

const coverage = (seen: Partial<BrokerOrder> = {}, unsettled: readonly JournalOrder[] = [OURS]) =>
  coverageOf(HELD, { unsettled, open: new Map([['b-stop', { ...SEEN, ...seen }]]), now: NOW });

describe('the protection of a position', () => {
  it('is a live stop for its shares, at its price, good till canceled', () => {
    expect(coverage()).toEqual({ kind: 'covered' });
  });

  it.each([
    ['for fewer shares', { qty: 60 }, 'its stop is for 60 of 100 shares'],
    ['that has sold a part', { filledQty: 40 }, 'its stop is for 60 of 100 shares'],
    ['for dollars, not shares', { qty: null }, 'its stop is for 0 of 100 shares'],
    [
      'at another price',
      { stopPrice: dollars('88.00') },
      'its stop rests at 88.00 instead of 90.00',
    ],
    ['without a price', { stopPrice: null }, 'its stop rests at no price instead of 90.00'],
    ['that ends today', { timeInForce: 'day' as const }, 'its stop ends today (day)'],
    [
      'that ends within two weeks',
      { expiresAt: '2015-11-06T13:14:59Z' },
      'its stop is about to expire',
    ],
  ])('is not a stop %s', (_name, seen, fault) => {
    expect(coverage(seen)).toEqual({ kind: 'unfit', stop: OURS, fault });
  });

  it('is a stop that ends in two weeks or later', () => {
    expect(coverage({ expiresAt: '2015-11-06T13:15:00Z' })).toEqual({ kind: 'covered' });
  });

  it('is nothing where no order of ours is live', () => {
    expect(coverage({}, [])).toEqual({ kind: 'bare' });
    expect(coverage({}, [{ ...OURS, status: 'canceled' }])).toEqual({ kind: 'bare' });
    expect(coverage({}, [{ ...OURS, positionId: 8 }])).toEqual({ kind: 'bare' });
  });

  it.each([
    ['never shown', { brokerOrderId: null }],
    ['not among the open ones', { brokerOrderId: 'b-other' }],
  ])('is in doubt with a stop that was %s', (_name, facts) => {
    expect(coverage({}, [{ ...OURS, ...facts }])).toMatchObject({ code: 'STOP_NOT_LIVE' });
  });

  it('is in doubt with two stops: both could sell', () => {
    const second = { ...OURS, clientOrderId: '20151001_AMZN_stop_sell_2' };
    expect(coverage({}, [OURS, second])).toEqual({
      ...{ kind: 'doubtful', code: 'TWO_STOPS' },
      message: '2 stops are live for one position',
    });
  });

  it('is the exit that sells all of it, and not one that sells a part', () => {
    const exit = { ...OURS, intent: 'exit' as const };
    expect(coverage({}, [exit])).toEqual({ kind: 'covered' });
    expect(coverage({}, [{ ...exit, filledQty: 1 }])).toMatchObject({ code: 'EXIT_IN_PART' });
  });

  it('is looked after with its entry while that is at work', () => {
    const entry = { ...OURS, intent: 'entry' as const, side: 'buy' as const };
    expect(coverage({}, [entry])).toEqual({ kind: 'covered' });
  });
});

describe('a sell that does not fill', () => {
  const SELL = { left: 100, latestPrice: dollars('85.00'), isLast: false };
  const FOR_ITS_STOP = { ...HELD, plannedExit: 'stop_loss' as const };

  it.each([
    ['below its stop the broker refuses one', HELD, {}],
    ['at its stop the broker refuses one', HELD, { latestPrice: dollars('90.00') }],
    ['a stop was refused before it', FOR_ITS_STOP, { latestPrice: dollars('95.00') }],
    ['none could follow a refused stop', HELD, { latestPrice: undefined, isLast: true }],
  ])('stays since %s [F27]', (_why, held, facts) => {
    expect(outlastsItsStop(held, { ...SELL, ...facts })).toBe(true);
  });

  it.each([
    ['a cent above it the stop can rest', HELD, { latestPrice: dollars('90.01'), isLast: true }],
    ['the broker may take the stop of an unknown price', HELD, { latestPrice: undefined }],
    ['it leaves a share with nothing', FOR_ITS_STOP, { left: 99, isLast: true }],
  ])('gives way to a stop since %s [F25]', (_why, held, facts) => {
    expect(outlastsItsStop(held, { ...SELL, ...facts })).toBe(false);
  });
});

describe('entries that may not fill any more', () => {
  const today = journalOrder();
  const earlier = journalOrder({ tradeDate: sessionDate('2015-10-22') });
  const unwanted = (isHalted: boolean) =>
    unwantedEntries([today, earlier, OURS], { tradeDate: '2015-10-23', isHalted });

  it('are those of an earlier session, and all of them while everything is halted', () => {
    expect(unwanted(false)).toEqual([earlier]);
    expect(unwanted(true)).toEqual([today, earlier]);
  });
});
