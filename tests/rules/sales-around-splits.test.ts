import { describe, expect, it } from 'vitest';

import type { Instant } from '../../src/domain/account.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { sharesLeft, soldBefore } from '../../src/rules/sales-around-splits.ts';
import { dollars } from '../domain/sample.ts';
import { activity } from './reconcile-sample.ts';

const EX_DATE = sessionDate('2015-10-22');
const noon = (date: string): Instant => Date.parse(`${date}T16:00:00Z`);
const split = (ratio: number, exDate = '2015-10-22') =>
  ({ type: 'split', ticker: ticker('AMZN'), exDate: sessionDate(exDate), ratio }) as const;

const fill = (date: string, qty: number, price = '100.00', orderId = 'stop') =>
  activity({
    date: sessionDate(date),
    at: noon(date),
    side: 'sell',
    qty,
    price: dollars(price),
    orderId,
  });

const FOUR_AND_SIX = [fill('2015-10-20', 1, '100.00'), fill('2015-10-21', 3, '90.00')];
const ORDER = { id: 'stop', filledQty: 10 };

describe('what an order had sold before a day', () => {
  it('is the sum of its fills until then, at their average, with the time of the last [F23]', () => {
    const history = [
      ...FOUR_AND_SIX,
      fill('2015-10-22', 6, '50.00'),
      fill('2015-10-21', 7, '1', 'other'),
    ];
    expect(soldBefore(ORDER, EX_DATE, history)).toEqual({
      shares: 4,
      averagePrice: dollars('92.50'),
      lastAt: noon('2015-10-21'),
    });
    expect(soldBefore(ORDER, sessionDate('2015-10-20'), history)).toBeNull();
  });

  it('is not known while the history lacks a fill, its price or its time, or cannot be read [R10]', () => {
    const last = fill('2015-10-22', 6);
    const histories = [
      null,
      FOUR_AND_SIX,
      [...FOUR_AND_SIX, { ...last, status: 'canceled' as const }],
      [...FOUR_AND_SIX, { ...last, price: null }],
      [...FOUR_AND_SIX, { ...last, qty: null }],
      [...FOUR_AND_SIX, { ...last, at: null }],
      [...FOUR_AND_SIX, { ...last, type: 'MISC' }],
    ];
    expect(histories.map((history) => soldBefore(ORDER, EX_DATE, history))).toEqual(
      histories.map(() => undefined),
    );
  });
});

describe('what is left of our shares', () => {
  it.each([
    ['4 and 6 of 10, two for one: 12 − 6', 2, [4, 6], 6],
    ['4 and 12 of 10, two for one: 12 − 12', 2, [4, 12], 0],
    ['4 and 1 of 10, one for two: 3 − 1', 0.5, [4, 1], 2],
    ['1 and none of 10, one for two: half a share is paid out', 0.5, [1, 0], 4],
    ['none and 1 of 10, one for two', 0.5, [0, 1], 4],
  ] as const)(
    'is counted on each side of the split: %s [F30]',
    (_, ratio, [before, since], left) => {
      const history = [fill('2015-10-21', before), fill('2015-10-22', since)];
      const sales = [{ order: { id: 'stop', filledQty: before + since }, booked: 0 }];
      expect(sharesLeft(10, { due: [split(ratio)], sales, history })).toBe(left);
    },
  );

  it('counts what is booked as gone: the first fills are', () => {
    const history = [...FOUR_AND_SIX, fill('2015-10-22', 6)];
    const left = (booked: number) =>
      sharesLeft(10 - booked, {
        due: [split(2)],
        sales: [{ order: ORDER, booked }],
        history,
      });
    expect([left(0), left(1), left(4)]).toEqual([6, 6, 6]);
  });

  it('is counted through several splits and orders', () => {
    const history = [
      ...FOUR_AND_SIX,
      fill('2015-10-22', 6),
      fill('2015-10-23', 3, '20.00', 'next'),
    ];
    const sales = [
      { order: ORDER, booked: 0 },
      { order: { id: 'next', filledQty: 3 }, booked: 0 },
    ];
    const due = [split(2), split(3, '2015-10-23')];
    // ((10 − 4) × 2 − 6) × 3 − 3
    expect(sharesLeft(10, { due, sales, history })).toBe(15);
  });

  it('is not known where the history is silent, or where nothing is left to be split', () => {
    const sales = [{ order: ORDER, booked: 0 }];
    const due = [split(2)];
    expect(sharesLeft(10, { due, sales, history: FOUR_AND_SIX })).toBeUndefined();
    expect(
      sharesLeft(4, { due, sales, history: [...FOUR_AND_SIX, fill('2015-10-22', 6)] }),
    ).toBeUndefined();
  });
});
