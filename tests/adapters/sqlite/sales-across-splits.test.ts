import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Database } from '../../../src/adapters/sqlite/open-database.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { dollars } from '../../domain/sample.ts';
import { intend, open, openState } from './state-fixture.ts';

let database: Database;
let store: StateStore;

beforeEach(async () => {
  ({ database, store } = await openState());
});
afterEach(() => {
  database.close();
});

describe('sales before and after a split', () => {
  const sale = (qty: number, cumulativeQty: number, price: string, day: string): boolean =>
    store.recordFill({
      ...{ orderId: 1, brokerOrderId: 'b-1', ticker: ticker('AMZN'), side: 'sell', qty },
      ...{ cumulativeQty, price: dollars(price), filledAt: `${day}T13:30:00Z` },
    });

  it.each([
    // 40 of 100 sold before a 2:1 split are 80 of 200 after it.
    [2, [40, '110.00'], [120, '55.00'], { shares: 200, proceeds: dollars('11000.00') }],
    // 40 of 100 before a 1:4 split are 10 of 25.
    [0.25, [40, '110.00'], [15, '440.00'], { shares: 25, proceeds: dollars('11000.00') }],
  ] as const)(
    'count in the terms of the split, ratio %d [F30]',
    (ratio, [before, price], [after, then], sold) => {
      const positionId = open(store, 'AMZN');
      intend(store, 'AMZN', { intent: 'exit', positionId });
      sale(before, before, price, '2015-10-23');
      store.recordSplit(positionId, {
        ...{ exDate: sessionDate('2015-10-26'), ratio, sharesBefore: 60 },
        sharesAfter: after,
      });
      sale(after, before + after, then, '2015-10-26');
      expect(store.soldOf(positionId)).toEqual(sold);
    },
  );

  it('are told apart by what was booked first: a part of a sale carries the day it was seen on [F23] [F30]', () => {
    const positionId = open(store, 'AMZN');
    intend(store, 'AMZN', { intent: 'exit', positionId });
    sale(40, 40, '89.67', '2015-10-26');
    store.recordSplit(positionId, {
      ...{ exDate: sessionDate('2015-10-26'), ratio: 0.5, sharesBefore: 60, sharesAfter: 30 },
    });
    sale(30, 70, '179.34', '2015-10-26');
    expect(store.soldOf(positionId)).toEqual({ shares: 50, proceeds: dollars('8967.00') });
  });

  it('are told apart by their days where the split was booked by an earlier version [F30]', () => {
    const positionId = open(store, 'AMZN');
    intend(store, 'AMZN', { intent: 'exit', positionId });
    sale(40, 40, '110.00', '2015-10-23');
    database
      .prepare(
        `INSERT INTO splits_applied (position_id, ex_date, ratio, shares_before, shares_after)
         VALUES (?, '2015-10-26', 2, 60, 120)`,
      )
      .run(positionId);
    sale(120, 160, '55.00', '2015-10-26');
    expect(store.soldOf(positionId)).toEqual({ shares: 200, proceeds: dollars('11000.00') });
  });
});
