import { describe, expect, it } from 'vitest';

import { applyRepair } from '../../../live/bookkeeping/apply-repair.ts';
import { findingId, withoutHash } from '../../../live/bookkeeping/finding-id.ts';
import { setApartOf, settledEvents } from '../../../live/bookkeeping/explain-account.ts';
import type { BrokerOrder } from '../../../src/domain/order.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import type { Explained, Proposal } from '../../../src/rules/reconcile-facts.ts';
import { brokerOrder, dollars } from '../../domain/sample.ts';
import { foreign } from '../../rules/reconcile-sample.ts';
import {
  AT,
  filled,
  intendSell,
  openAmazon,
  SESSION,
  stopLeg,
  withEmptyBooks,
} from './book-fixture.ts';

let store: StateStore;

withEmptyBooks((empty) => {
  store = empty;
});

function explained(proposal: Proposal | null, facts: Partial<Explained> = {}): Explained {
  return {
    symbol: 'AMZN',
    cause: 'unknown',
    ours: 100,
    theirs: 60,
    evidence: ['one fact', 'another fact'],
    severity: 'error',
    heals: false,
    protect: false,
    remedy: null,
    proposal,
    ...facts,
  };
}

const context = () => ({ store, runId: 'repair-1', at: AT });
const repair = (one: Explained, orders: readonly BrokerOrder[] = []): void => {
  applyRepair(one, { orders }, context());
};

describe('a repair', () => {
  it('of busted shares counts what is left, with a counter-entry that holds its evidence [F34]', () => {
    const positionId = openAmazon(store);
    const one = explained({ kind: 'shares', positionId, shares: 60 }, { cause: 'trade_bust' });
    repair(one);
    expect(store.openPositions()).toMatchObject([{ shares: 60, entryPrice: dollars('100.00') }]);
    expect(store.corrections()).toEqual([
      {
        findingId: findingId(one),
        cause: 'trade_bust',
        kind: 'shares',
        symbol: 'AMZN',
        positionId,
        sharesBefore: 100,
        sharesAfter: 60,
        subject: '',
        evidence: ['one fact', 'another fact'],
        runId: 'repair-1',
        at: new Date(AT).toISOString(),
      },
    ]);
  });

  it('of a finding is made once: the second is refused and changes nothing', () => {
    const positionId = openAmazon(store);
    const one = explained({ kind: 'shares', positionId, shares: 60 });
    repair(one);
    store.changePosition(positionId, { shares: 80 });
    expect(() => {
      repair(one);
    }).toThrow('UNIQUE');
    expect(store.openPositions()).toMatchObject([{ shares: 80 }]);
    expect(store.corrections()).toHaveLength(1);
  });

  it('of a merger closes the position at what was paid for it, with what was sold before [F32]', () => {
    const positionId = openAmazon(store);
    const on = sessionDate('2015-10-26');
    repair(
      explained({ kind: 'close', positionId, price: dollars('120.00'), on }, { cause: 'merger' }),
    );
    // (120 − 100) × 100
    expect(store.exitOf(positionId)).toMatchObject({
      exitReason: 'delisted',
      exitDate: on,
      pnl: 20_000_000,
    });
  });

  it('of a stock that left the market at a stated price ends the position as delisted, under the id that was shown [F32]', () => {
    const positionId = openAmazon(store);
    const close = { kind: 'close', positionId, price: dollars('0.00'), on: SESSION } as const;
    applyRepair(
      explained(close, { cause: 'delisting' }),
      { id: 'AMZN-delisting-shown' },
      context(),
    );
    expect(store.exitOf(positionId)).toMatchObject({
      exitReason: 'delisted',
      exitPrice: dollars('0.00'),
    });
    expect(store.corrections().map(({ findingId: id }) => id)).toEqual(['AMZN-delisting-shown']);
  });

  it('of a new name carries the position on', () => {
    const positionId = openAmazon(store);
    repair(explained({ kind: 'rename', positionId, to: ticker('AMZ') }));
    expect(store.openPositions()).toMatchObject([{ positionId, ticker: 'AMZ', shares: 100 }]);
    expect(store.corrections()).toMatchObject([
      { subject: 'AMZ', sharesBefore: 100, sharesAfter: 100 },
    ]);
  });

  it('of shares of others adds up over time', () => {
    repair(explained({ kind: 'set_apart', shares: 50 }));
    repair(explained({ kind: 'set_apart', shares: -20 }, { theirs: 80 }));
    expect([...setApartOf(store)]).toEqual([['AMZN', 30]]);
    repair(explained({ kind: 'set_apart', shares: -30 }, { theirs: 30 }));
    expect([...setApartOf(store)]).toEqual([]);
  });

  it('of an event remembers it, and lowers the stop where its worth is known [F31]', () => {
    const positionId = openAmazon(store);
    const stopPrice = dollars('31.00');
    repair(explained({ kind: 'settle', positionId, event: 'spin_off/AMZN/2015-10-23', stopPrice }));
    repair(
      explained({ kind: 'settle', positionId, event: 'spin_off/AMZN/2015-10-24', stopPrice: null }),
    );
    expect(store.openPositions()).toMatchObject([{ stopPrice }]);
    expect([...settledEvents(store)]).toEqual([
      'spin_off/AMZN/2015-10-23',
      'spin_off/AMZN/2015-10-24',
    ]);
  });

  it('without a proposal is refused with the remedy', () => {
    expect(() => {
      repair(explained(null, { remedy: 'ask the broker' }));
    }).toThrow('nothing in the book can be changed');
    expect(store.corrections()).toEqual([]);
  });

  it('of what the next run does by itself is refused, and points to that run', () => {
    expect(() => {
      repair(explained(null));
    }).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/^run the executor/) as string }),
    );
  });

  it('leaves no half of it behind when it fails', () => {
    const proposal = { kind: 'adopt', orderIds: ['x'] } as const;
    expect(() => {
      repair(explained(proposal), [foreign('sell', 10)]);
    }).toThrow('cannot be taken into the book');
    expect(store.orderByBrokerId('f-sell-10')).toBeNull();
    expect(store.corrections()).toEqual([]);
  });
});

describe('orders that the journal lacks', () => {
  const key = { clientOrderId: '20151023_AMZN_entry_buy', submittedAt: '2015-10-23T13:05:00Z' };
  const bought = brokerOrder({
    ...key,
    id: 'b-1',
    status: 'filled',
    qty: 16,
    ...filled(16, '617.68'),
    legs: [stopLeg({ status: 'new', qty: 16 })],
  });
  const adopt = (...orders: readonly BrokerOrder[]): void => {
    repair(explained({ kind: 'adopt', orderIds: orders.map(({ id }) => id) }), orders);
  };

  it('are taken in with their legs: the book follows from their fills [F41]', () => {
    adopt(bought);
    expect(store.openPositions()).toMatchObject([
      {
        ticker: 'AMZN',
        shares: 16,
        entryPrice: dollars('617.68'),
        stopPrice: dollars('555.91'),
        stopOrderId: 'b-2',
      },
    ]);
    expect(store.ordersOfSession(SESSION).map(({ clientOrderId }) => clientOrderId)).toEqual([
      '20151023_AMZN_entry_buy',
      'uuid-of-the-leg',
    ]);
  });

  it.each([
    ['newest first', true],
    ['oldest first', false],
  ])(
    'are taken in oldest first, told %s: a sale finds its position [F41]',
    (_name, newestFirst) => {
      const sold = brokerOrder({
        id: 'b-3',
        clientOrderId: '20151026_AMZN_exit_sell',
        side: 'sell',
        status: 'filled',
        qty: 16,
        submittedAt: '2015-10-26T13:05:00Z',
        ...filled(16, '600.00'),
      });
      const withStop = { ...bought, legs: [], stopPrice: dollars('555.91') };
      adopt(...(newestFirst ? [sold, withStop] : [withStop, sold]));
      expect(store.openPositions()).toEqual([]);
      expect(store.exitOf(1)).toMatchObject({ exitPrice: dollars('600.00'), exitReason: 'manual' });
    },
  );

  it('tell the position where its stop rests', () => {
    const positionId = openAmazon(store);
    adopt(
      brokerOrder({
        id: 'b-9',
        clientOrderId: '20151022_AMZN_stop_sell_2',
        side: 'sell',
        type: 'stop',
        qty: 100,
        stopPrice: dollars('92.00'),
      }),
    );
    expect(store.openPositions()).toMatchObject([
      { positionId, stopPrice: dollars('92.00'), stopOrderId: 'b-9' },
    ]);
  });

  it('that were stops and have ended tell it nothing', () => {
    openAmazon(store);
    adopt(
      brokerOrder({
        ...{ id: 'b-9', clientOrderId: '20151022_AMZN_stop_sell_2', side: 'sell', type: 'stop' },
        ...{ qty: 100, stopPrice: dollars('92.00'), status: 'canceled' },
      }),
    );
    expect(store.openPositions()).toMatchObject([{ stopPrice: dollars('90.00') }]);
  });

  it('are refused where they are neither ours nor a sale of a stock', () => {
    openAmazon(store);
    for (const order of [foreign('buy', 10), { ...foreign('sell', 10), symbol: 'BTC/USD' }])
      expect(() => {
        adopt(order);
      }).toThrow('it is no sale of a stock');
  });

  it('are refused where nobody knows the stop of what they bought', () => {
    expect(() => {
      adopt({ ...bought, legs: [] });
    }).toThrow('nobody knows their stop');
    expect(store.openPositions()).toEqual([]);
  });

  it('sold by hand end a position as a manual exit, at the price of their fills', () => {
    const positionId = openAmazon(store);
    intendSell(store, '20151026_AMZN_stop_sell', 'stop', { qty: 100, positionId });
    adopt(foreign('sell', 40));
    expect(store.openPositions()).toMatchObject([{ shares: 60 }]);
    expect(store.fillsOf(ticker('AMZN'))).toMatchObject([
      { qty: 40, price: dollars('101.00'), side: 'sell' },
    ]);
  });
});

describe('sales by hand that the journal lacks', () => {
  const adopt = (order: BrokerOrder): void => {
    repair(explained({ kind: 'adopt', orderIds: [order.id] }), [order]);
  };

  it('for dollars count the shares that they sold', () => {
    openAmazon(store);
    adopt({ ...foreign('sell', 40), qty: null });
    expect(store.ordersOf(ticker('AMZN'))).toMatchObject([{ qty: 40, filledQty: 40 }]);
    expect(store.openPositions()).toMatchObject([{ shares: 60 }]);
  });

  it('that have sold nothing yet belong to the day on which they were sent', () => {
    openAmazon(store);
    adopt({
      ...{ ...foreign('sell', 40), filledQty: 0, filledAvgPrice: null, filledAt: null },
      ...{ status: 'new', submittedAt: '2015-10-23T01:30:00Z' },
    });
    // Half past nine in the evening in New York.
    expect(store.ordersOf(ticker('AMZN'))).toMatchObject([{ tradeDate: '2015-10-22' }]);
    expect(store.openPositions()).toMatchObject([{ shares: 100 }]);
  });
});

describe('the id of a finding', () => {
  it('is its symbol and cause, with a hash of everything it says', () => {
    const one = explained({ kind: 'set_apart', shares: 5 });
    const id = findingId(one);
    expect(id).toMatch(/^AMZN-unknown-[0-9a-f]{10}$/);
    expect(withoutHash(id)).toBe('AMZN-unknown');
    expect(findingId({ ...one, severity: 'warning' })).toBe(id);
    const others = [
      { ...one, theirs: 61 },
      { ...one, evidence: ['one fact'] },
      { ...one, proposal: { kind: 'set_apart', shares: 6 } as const },
    ];
    for (const other of others) expect(findingId(other)).not.toBe(id);
  });
});
