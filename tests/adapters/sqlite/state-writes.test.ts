import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Database } from '../../../src/adapters/sqlite/open-database.ts';
import { isSettled, ORDER_TRANSITIONS, type JournalStatus } from '../../../src/domain/order.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { AdoptedOrder, StateStore } from '../../../src/ports/state-store.ts';
import { dollars, orderRequest } from '../../domain/sample.ts';
import { AT, ID, intend, NEXT, open, openState, SESSION } from './state-fixture.ts';

let database: Database;
let store: StateStore;

beforeEach(async () => {
  ({ database, store } = await openState());
});
afterEach(() => {
  database.close();
});

const count = (table: string): number =>
  database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;

describe('the journal', () => {
  it('has an intended order before anything is sent [R1]', () => {
    intend(store);
    expect(store.orderByClientId(ID)).toEqual({
      orderId: 1,
      clientOrderId: ID,
      brokerOrderId: null,
      ticker: 'AMZN',
      side: 'buy',
      intent: 'entry',
      tradeDate: SESSION,
      positionId: null,
      qty: 16,
      filledQty: 0,
      fillPrice: null,
      status: 'intended',
      plannedStopPrice: dollars('555.91'),
      rejectReason: null,
      payloadHash: 'hash',
      runId: 'run-1',
    });
    expect(store.orderByClientId('another')).toBeNull();
    expect(store.ordersOfSession(SESSION)).toHaveLength(1);
    expect(store.ordersOfSession(NEXT)).toEqual([]);
  });

  it('leaves an order as it is when a later look shows nothing new [I17]', () => {
    intend(store);
    store.updateOrder(ID, { status: 'new', brokerOrderId: 'broker-1' }, AT);
    const rows = () => database.prepare('SELECT * FROM orders').all();
    const before = rows();
    store.updateOrder(ID, { status: 'new', brokerOrderId: 'broker-1' }, AT + 60_000);
    expect(rows()).toEqual(before);
    store.updateOrder(ID, { status: 'filled', filledQty: 16 }, AT + 60_000);
    expect(rows()).not.toEqual(before);
  });

  it('takes an id once [I1] [R2]', () => {
    intend(store, 'AMZN', { intent: 'stop' });
    expect(() => intend(store, 'AMZN', { intent: 'stop' })).toThrow('UNIQUE');
  });

  it('refuses an intent on the wrong side', () => {
    expect(() => {
      intend(store, 'AMZN', { intent: 'exit', request: orderRequest() });
    }).toThrow('exit must be a sell');
  });

  it('adopts an order the broker made', () => {
    const positionId = open(store, 'AMZN');
    const leg: AdoptedOrder = {
      clientOrderId: 'uuid-of-the-broker',
      brokerOrderId: 'b-2',
      ticker: ticker('AMZN'),
      intent: 'stop',
      tradeDate: SESSION,
      positionId,
      qty: 16,
      stopPrice: dollars('555.91'),
      status: 'held',
      runId: 'run-1',
      at: AT,
    };
    store.adoptOrder(leg);
    expect(store.orderByBrokerId('b-2')).toMatchObject({
      clientOrderId: 'uuid-of-the-broker',
      side: 'sell',
      status: 'held',
      positionId,
      plannedStopPrice: dollars('555.91'),
    });
    expect(() => {
      store.adoptOrder({ ...leg, clientOrderId: 'another' });
    }).toThrow('UNIQUE');
  });

  it('allows one entry of a ticker and session that is not void [I2] [R2]', () => {
    intend(store);
    expect(() => intend(store, 'AMZN', {}, 2)).toThrow('UNIQUE');
    intend(store, 'MSFT');
    intend(store, 'AMZN', { tradeDate: NEXT });
    store.updateOrder(ID, { status: 'refused' }, AT);
    intend(store, 'AMZN', {}, 2);
  });

  it('counts a canceled entry that bought a share as one that is not void [I2]', () => {
    intend(store);
    store.updateOrder(ID, { status: 'canceled', filledQty: 1, fillPrice: dollars('617.68') }, AT);
    expect(() => intend(store, 'AMZN', {}, 2)).toThrow('UNIQUE');
  });

  it('counts the attempts of an intent, and of no other', () => {
    const key = { tradeDate: SESSION, ticker: ticker('BRK.B'), intent: 'stop' as const };
    expect(store.attempts(key)).toBe(0);
    intend(store, 'BRK.B', { intent: 'stop' });
    intend(store, 'BRK.B', { intent: 'stop' }, 2);
    intend(store, 'BRK.B', { intent: 'exit' });
    intend(store, 'BRK.B', { intent: 'stop', tradeDate: NEXT });
    intend(store, 'BRK', { intent: 'stop' });
    expect(store.attempts(key)).toBe(2);
  });

  it('lists as unsettled exactly the orders without a final status, the oldest first', () => {
    const statuses: JournalStatus[] = [
      'intended',
      'unknown_outcome',
      'refused',
      'unknown',
      ...(Object.keys(ORDER_TRANSITIONS) as (keyof typeof ORDER_TRANSITIONS)[]),
    ];
    statuses.forEach((status, index) => {
      const id = intend(store, `A${String.fromCharCode(65 + index)}`);
      if (status !== 'intended') store.updateOrder(id, { status }, AT);
    });
    expect(store.unsettledOrders().map(({ status }) => status)).toEqual(
      statuses.filter((status) => !isSettled(status)),
    );
  });

  it('moves an order through its life and keeps every step [S12] [I10]', () => {
    intend(store);
    store.noteOrder(ID, 'sent', AT);
    store.updateOrder(ID, { status: 'accepted', brokerOrderId: 'b-1' }, AT);
    store.updateOrder(ID, { status: 'accepted' }, AT);
    const price = dollars('617.6812');
    store.updateOrder(ID, { status: 'filled', filledQty: 16, fillPrice: price }, AT);
    expect(store.orderByBrokerId('b-1')).toMatchObject({
      status: 'filled',
      filledQty: 16,
      fillPrice: price,
    });
    expect(
      database.prepare('SELECT status, filled_qty, detail FROM order_events').raw().all(),
    ).toEqual([
      ['intended', 0, null],
      ['intended', 0, 'sent'],
      ['accepted', 0, null],
      ['filled', 16, null],
    ]);
  });

  it('refuses a way back [I10]', () => {
    intend(store);
    store.updateOrder(ID, { status: 'new', brokerOrderId: 'b-1' }, AT);
    const move = (status: JournalStatus) => () => {
      store.updateOrder(ID, { status }, AT);
    };
    for (const status of ['intended', 'unknown_outcome', 'refused', 'held'] as const)
      expect(move(status), status).toThrow(`new → ${status}`);
    store.updateOrder(ID, { status: 'canceled' }, AT);
    for (const status of ['new', 'filled', 'unknown', 'expired', 'refused'] as const)
      expect(move(status), status).toThrow(`canceled → ${status}`);
  });

  it('refuses a filled quantity that shrinks or exceeds the order [I10] [F14]', () => {
    intend(store);
    store.updateOrder(ID, { status: 'partially_filled', filledQty: 5 }, AT);
    const fill = (filledQty: number) => () => {
      store.updateOrder(ID, { status: 'partially_filled', filledQty }, AT);
    };
    expect(fill(4)).toThrow('filled 4 of 16');
    expect(fill(17)).toThrow('filled 17 of 16');
    expect(store.orderByClientId(ID)?.filledQty).toBe(5);
  });

  it('lets a refusal be corrected by the broker, and an unknown outcome by either answer', () => {
    intend(store);
    store.updateOrder(ID, { status: 'refused', rejectReason: 'it never arrived' }, AT);
    store.updateOrder(ID, { status: 'new', brokerOrderId: 'b-1' }, AT);
    const other = intend(store, 'MSFT');
    store.updateOrder(other, { status: 'unknown_outcome' }, AT);
    store.updateOrder(other, { status: 'refused' }, AT);
    expect(() => {
      store.updateOrder(other, { status: 'intended' }, AT);
    }).toThrow('refused → intended');
  });

  it('refuses to change an order it does not have', () => {
    expect(() => {
      store.updateOrder('nobody', { status: 'new' }, AT);
    }).toThrow('no order nobody in the journal');
  });
});

describe('fills', () => {
  const fill = (qty: number, cumulativeQty: number, price: string, brokerOrderId = 'b-1') =>
    store.recordFill({
      orderId: 1,
      brokerOrderId,
      ticker: ticker('AMZN'),
      side: 'sell',
      qty,
      cumulativeQty,
      price: dollars(price),
      filledAt: '2015-10-23T13:30:00Z',
    });

  it('are booked once, however often they are told [R10]', () => {
    intend(store, 'AMZN', { intent: 'exit' });
    expect(fill(5, 5, '600.00')).toBe(true);
    expect(fill(5, 5, '600.00')).toBe(false);
    expect(fill(11, 16, '601.00')).toBe(true);
    expect(count('fills')).toBe(2);
  });

  it('of nothing, or of no order, are refused', () => {
    intend(store, 'AMZN', { intent: 'exit' });
    expect(() => fill(0, 5, '600.00')).toThrow('CHECK');
    expect(() =>
      store.recordFill({
        orderId: 99,
        brokerOrderId: 'b-9',
        ticker: ticker('AMZN'),
        side: 'buy',
        qty: 1,
        cumulativeQty: 1,
        price: dollars('1.00'),
        filledAt: '',
      }),
    ).toThrow('FOREIGN KEY');
  });

  it('add up to what a position was sold for, exactly', () => {
    const positionId = open(store, 'AMZN');
    intend(store, 'AMZN', { intent: 'exit', positionId });
    fill(30, 30, '90.1000');
    fill(70, 100, '90.2001');
    // 30 × 90.10 + 70 × 90.2001 = 2,703.00 + 6,314.007
    expect(store.soldOf(positionId)).toEqual({ shares: 100, proceeds: dollars('9017.007') });
    expect(store.soldOf(positionId + 1)).toEqual({ shares: 0, proceeds: 0 });
  });
});

describe('an order that has ended', () => {
  it('is reopened when the broker shows it alive, and that stays on record [I10]', () => {
    const id = intend(store);
    expect(() => {
      store.reopenOrder(id, 'new', 0);
    }).toThrow('cannot be reopened');
    store.updateOrder(id, { status: 'canceled' }, 0);
    expect(() => {
      store.reopenOrder(id, 'expired', 0);
    }).toThrow('cannot be reopened');
    expect(store.orderByClientId(id)?.status).toBe('canceled');
    store.reopenOrder(id, 'new', 0);
    expect(store.orderByClientId(id)?.status).toBe('new');
    const last = database.prepare('SELECT detail FROM order_events ORDER BY event_id').all().at(-1);
    expect(last).toEqual({ detail: 'reopened: the broker shows it alive' });
  });
});

describe('what happened', () => {
  it.each(['order_events', 'fills', 'splits_applied'])(
    'in %s is never changed or deleted',
    (table) => {
      const positionId = open(store, 'AMZN');
      intend(store, 'AMZN', { intent: 'exit', positionId });
      store.recordFill({
        orderId: 1,
        brokerOrderId: 'b-1',
        ticker: ticker('AMZN'),
        side: 'sell',
        qty: 1,
        cumulativeQty: 1,
        price: dollars('1.00'),
        filledAt: '2015-10-23T13:30:00Z',
      });
      store.recordSplit(positionId, { exDate: SESSION, ratio: 2, sharesBefore: 1, sharesAfter: 2 });
      expect(count(table)).toBe(1);
      const [column] = database.prepare(`SELECT * FROM ${table}`).columns();
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('append-only');
      expect(() => database.exec(`UPDATE ${table} SET ${column?.name ?? ''} = 5`)).toThrow(
        'append-only',
      );
      expect(count(table)).toBe(1);
    },
  );
});
