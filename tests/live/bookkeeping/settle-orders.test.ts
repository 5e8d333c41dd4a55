import { beforeEach, describe, expect, it } from 'vitest';

import {
  isOrderOf,
  settleOrder,
  settleOrders,
  settleSince,
} from '../../../live/bookkeeping/settle-orders.ts';
import type { BrokerOrder } from '../../../src/domain/order.ts';
import { BrokerError, type BrokerReads } from '../../../src/ports/broker.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { brokerOrder, dollars, journalOrder } from '../../domain/sample.ts';
import {
  AT,
  book,
  brokerKnowing,
  ENTRY,
  filled,
  intendEntry,
  intendSell,
  journalOf,
  openAmazon,
  stopLeg,
  withEmptyBooks,
} from './book-fixture.ts';

const STOP = '20151026_AMZN_stop_sell';

let store: StateStore;

withEmptyBooks((empty) => {
  store = empty;
});

const ports = (broker: BrokerReads) => ({
  broker,
  store,
  clock: { now: () => AT, sleep: () => Promise.resolve() },
  runId: 'run-2',
});
const settle = (broker: BrokerReads) => settleOrders(ports(broker));

describe('settling', () => {
  it('asks nothing when nothing is open', async () => {
    const broker = brokerKnowing([]);
    expect(await settle(broker)).toEqual([]);
    expect(broker.asked).toEqual([]);
  });

  it('finds an order whose reply was lost by the id of its intent, with its leg', async () => {
    intendEntry(store);
    const leg = stopLeg({ status: 'new' });
    const order = brokerOrder({ status: 'filled', ...filled(16, '617.68'), legs: [leg] });
    expect(await settle(brokerKnowing([order]))).toEqual([]);
    expect(store.openPositions()).toMatchObject([{ shares: 16, stopOrderId: 'b-2' }]);
  });

  it('gives back what the broker does not know, and keeps it as it is [F11] [R4]', async () => {
    intendEntry(store);
    expect(await settle(brokerKnowing([]))).toMatchObject([{ clientOrderId: ENTRY }]);
    expect(journalOf(store, ENTRY).status).toBe('intended');
  });

  it('takes a working stop from one list, and looks up only what is not in it', async () => {
    const positionId = openAmazon(store);
    intendSell(store, STOP, 'stop', { qty: 100, positionId });
    const stop = brokerOrder({ id: 'b-2', clientOrderId: STOP, qty: 100 });
    book(store, stop);
    const broker = brokerKnowing([stop]);
    await settle(broker);
    expect(broker.asked).toEqual(['open orders']);
    const gone = brokerKnowing([{ ...stop, status: 'canceled' }]);
    await settle(gone);
    expect(gone.asked).toEqual(['open orders', 'id b-2']);
    expect(journalOf(store, STOP).status).toBe('canceled');
  });

  it('reads an entry by itself, since a list does not show its leg', async () => {
    intendEntry(store);
    book(store, { status: 'new' });
    const order = brokerOrder({ status: 'new', legs: [stopLeg()] });
    await settle(brokerKnowing([order]));
    expect(store.orderByBrokerId('b-2')).not.toBeNull();
  });
});

describe('a replaced stop', () => {
  const replaced = brokerOrder({
    id: 'b-2',
    clientOrderId: STOP,
    qty: 100,
    status: 'replaced',
    replacedBy: 'b-3',
  });
  const successor = (facts: Partial<BrokerOrder> = {}) =>
    brokerOrder({
      id: 'b-3',
      clientOrderId: 'uuid-of-the-broker',
      side: 'sell',
      qty: 100,
      status: 'new',
      stopPrice: dollars('91.00'),
      replaces: 'b-2',
      ...facts,
    });
  let positionId: number;

  beforeEach(() => {
    positionId = openAmazon(store, { stopOrderId: 'b-2' });
    intendSell(store, STOP, 'stop', { qty: 100, positionId });
    book(store, { id: 'b-2', clientOrderId: STOP, qty: 100, status: 'new' });
  });

  it('lives on under the id of its successor', async () => {
    expect(await settle(brokerKnowing([replaced, successor()]))).toEqual([]);
    expect(journalOf(store, STOP).status).toBe('replaced');
    expect(store.orderByBrokerId('b-3')).toMatchObject({
      intent: 'stop',
      status: 'new',
      positionId,
      plannedStopPrice: dollars('91.00'),
    });
    expect(store.openPositions()).toMatchObject([{ stopOrderId: 'b-3' }]);
  });

  it('is followed to the end of its chain, and what sold there is booked [F13]', async () => {
    const middle = successor({ status: 'replaced', replacedBy: 'b-4' });
    const last = successor({
      id: 'b-4',
      clientOrderId: 'another-uuid',
      status: 'filled',
      ...filled(100, '90.50'),
    });
    await settle(brokerKnowing([replaced, middle, last]));
    expect(store.openPositions()).toEqual([]);
    expect(store.exitOf(positionId)).toMatchObject({
      exitReason: 'stop_loss',
      exitPrice: dollars('90.50'),
    });
    expect(store.unsettledOrders()).toEqual([]);
  });

  it('keeps its shares where the successor does not tell its own', async () => {
    await settle(brokerKnowing([replaced, successor({ qty: null })]));
    expect(store.orderByBrokerId('b-3')).toMatchObject({ qty: 100 });
  });

  it('that we moved ourselves is booked to the row of our intent', async () => {
    const ours = `${STOP}_2`;
    intendSell(store, ours, 'stop', { qty: 100, positionId });
    await settle(brokerKnowing([replaced, successor({ clientOrderId: ours })]));
    expect(journalOf(store, ours)).toMatchObject({ status: 'new', brokerOrderId: 'b-3' });
    expect(store.openPositions()).toMatchObject([{ stopOrderId: 'b-3' }]);
  });

  it('is asked for again while its successor cannot be seen: reads lag behind writes', async () => {
    await settle(brokerKnowing([replaced]));
    expect(store.unsettledOrders()).toMatchObject([{ clientOrderId: STOP }]);
    await settle(brokerKnowing([replaced, successor()]));
    expect(store.unsettledOrders()).toMatchObject([{ clientOrderId: 'uuid-of-the-broker' }]);
  });

  it('is asked for again when the look-up of its successor fails', async () => {
    const known = brokerKnowing([replaced]);
    const failing: BrokerReads = {
      ...known,
      orderById: (id) =>
        id === 'b-3'
          ? Promise.reject(new BrokerError('unreachable', 'timeout'))
          : known.orderById(id),
    };
    await expect(settle(failing)).rejects.toThrow('timeout');
    await settle(brokerKnowing([replaced, successor()]));
    expect(store.openPositions()).toMatchObject([{ stopOrderId: 'b-3' }]);
  });

  it('in a chain without end stops the run [I18]', async () => {
    const circle = successor({ status: 'replaced', replacedBy: 'b-3' });
    await expect(settle(brokerKnowing([replaced, circle]))).rejects.toThrow('more than 20 times');
  });
});

describe('settling one order', () => {
  it('returns the last of its chain, or null when the broker does not know it', async () => {
    intendEntry(store);
    const journal = journalOf(store, ENTRY);
    expect(await settleOrder(journal, ports(brokerKnowing([])))).toBeNull();
    const order = brokerOrder({ status: 'accepted' });
    expect(await settleOrder(journal, ports(brokerKnowing([order])))).toEqual(order);
  });
});

describe('a replaced entry', () => {
  it('lives on under its new id, and is the stop of nothing', async () => {
    intendEntry(store);
    book(store, { status: 'new' });
    const old = brokerOrder({ status: 'replaced', replacedBy: 'b-7' });
    const next = brokerOrder({ id: 'b-7', clientOrderId: 'uuid-of-a-split', qty: 32 });
    await settle(brokerKnowing([old, next]));
    expect(store.unsettledOrders()).toMatchObject([
      { clientOrderId: 'uuid-of-a-split', intent: 'entry', qty: 32, positionId: null },
    ]);
  });
});

describe('settling what was sent since the morning', () => {
  it('leaves an order as it is that neither the list nor a look-up shows', async () => {
    intendEntry(store);
    const broker = brokerKnowing([]);
    await settleSince(ports(broker), AT);
    expect(broker.asked).toEqual(['open orders', `client id ${ENTRY}`]);
    expect(journalOf(store, ENTRY).status).toBe('intended');
  });
});

describe('whether an order of the broker is ours', () => {
  const ours = journalOrder({ brokerOrderId: null });

  it.each([
    ['the very order', {}, true],
    ['one of another stock', { symbol: 'MSFT' }, false],
    ['one for the other side', { side: 'sell' as const }, false],
    ['one for another quantity', { qty: 17 }, false],
  ])('%s: %j', (_name, shown, isOurs) => {
    expect(isOrderOf(ours, brokerOrder(shown))).toBe(isOurs);
  });

  it('is known by the id of the broker once it was shown: a split changes its quantity', () => {
    const known = { ...ours, brokerOrderId: 'b-1' };
    expect(isOrderOf(known, brokerOrder({ qty: 32 }))).toBe(true);
    expect(isOrderOf(known, brokerOrder({ id: 'b-2' }))).toBe(false);
  });
});
