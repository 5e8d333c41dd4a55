import { afterEach, beforeEach } from 'vitest';

import { openStateStore } from '../../../src/adapters/sqlite/state-store.ts';
import type { BrokerPosition } from '../../../src/domain/account.ts';
import type { Split } from '../../../src/domain/bar.ts';
import type { BrokerOrder, JournalOrder } from '../../../src/domain/order.ts';
import type { Position } from '../../../src/domain/position.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { BrokerReads } from '../../../src/ports/broker.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { bookOrder } from '../../../live/bookkeeping/book-order.ts';
import { brokerOrder, dollars, orderRequest, position } from '../../domain/sample.ts';

export const SESSION = sessionDate('2015-10-23');
export const AT = Date.UTC(2015, 9, 23, 13, 31);
export const ENTRY = '20151023_AMZN_entry_buy';
export const EXIT = '20151026_AMZN_exit_sell';
/** 09:30:00.5 in New York, to the nanosecond. */
export const FILLED_AT = '2015-10-23T13:30:00.500000001Z';

/** Hands an empty state of its own to each test of a file. */
export function withEmptyBooks(take: (store: StateStore) => void): void {
  let close = (): void => undefined;
  beforeEach(async () => {
    const opened = await openStateStore(':memory:');
    ({ close } = opened);
    take(opened.store);
  });
  afterEach(() => {
    close();
  });
}

/** New shares for one old. */
export function splitOf(ratio: number, exDate: string): Split {
  return { type: 'split', ticker: ticker('AMZN'), exDate: sessionDate(exDate), ratio };
}

export function intendEntry(store: StateStore): void {
  store.intendOrder({
    request: orderRequest({ clientOrderId: ENTRY, qty: 16 }),
    intent: 'entry',
    tradeDate: SESSION,
    positionId: null,
    payloadHash: 'hash',
    runId: 'run-1',
    at: AT,
  });
}

export function intendSell(
  store: StateStore,
  clientOrderId: string,
  intent: 'exit' | 'stop',
  facts: { readonly qty: number; readonly positionId: number },
): void {
  store.intendOrder({
    request: orderRequest({
      clientOrderId,
      side: 'sell',
      qty: facts.qty,
      type: intent === 'stop' ? 'stop' : 'market',
      orderClass: 'simple',
      stopPrice: intent === 'stop' ? dollars('90.00') : null,
      stopLossPrice: null,
    }),
    intent,
    tradeDate: sessionDate('2015-10-26'),
    positionId: facts.positionId,
    payloadHash: 'hash',
    runId: 'run-2',
    at: AT,
  });
}

export function openAmazon(store: StateStore, facts: Partial<Position> = {}): number {
  return store.openPosition({ ...position('AMZN', facts), targetShares: 100 });
}

export function journalOf(store: StateStore, clientOrderId: string): JournalOrder {
  const journal = store.orderByClientId(clientOrderId);
  if (journal === null) throw new Error(`no order ${clientOrderId}`);
  return journal;
}

/** Books what the broker shows of an order; its client order id says which. */
export function book(store: StateStore, facts: Partial<BrokerOrder>): void {
  const seen = brokerOrder(facts);
  bookOrder(journalOf(store, seen.clientOrderId), seen, { store, runId: 'run-1', at: AT });
}

export const stopLeg = (facts: Partial<BrokerOrder> = {}): BrokerOrder =>
  brokerOrder({
    id: 'b-2',
    clientOrderId: 'uuid-of-the-leg',
    side: 'sell',
    type: 'stop',
    status: 'held',
    stopPrice: dollars('555.91'),
    ...facts,
  });

export const filled = (qty: number, price: string): Partial<BrokerOrder> => ({
  filledQty: qty,
  filledAvgPrice: dollars(price),
  filledAt: FILLED_AT,
});

/** A broker that knows these orders and positions, and counts what it is asked. */
export function brokerKnowing(
  orders: readonly BrokerOrder[],
  positions: readonly BrokerPosition[] = [],
): BrokerReads & { readonly asked: string[] } {
  const asked: string[] = [];
  const never = (): Promise<never> => Promise.reject(new Error('not asked in these tests'));
  const find = (what: string, is: (order: BrokerOrder) => boolean) => {
    asked.push(what);
    return Promise.resolve(orders.find(is) ?? null);
  };
  return {
    asked,
    account: never,
    clock: never,
    calendar: never,
    asset: () => Promise.resolve(null),
    latestPrices: never,
    activities: () => Promise.resolve([]),
    notices: () => Promise.resolve([]),
    positions: () => Promise.resolve(positions),
    orders: () => {
      asked.push('open orders');
      const working = ['new', 'accepted', 'partially_filled', 'pending_cancel'];
      return Promise.resolve(orders.filter(({ status }) => working.includes(status)));
    },
    orderById: (id) => find(`id ${id}`, (order) => order.id === id),
    orderByClientId: (id) => find(`client id ${id}`, (order) => order.clientOrderId === id),
  };
}

export const shares = (qty: number, symbol = ticker('AMZN')): BrokerPosition => ({
  symbol,
  qty,
  qtyAvailable: qty,
  avgEntryPrice: dollars('100.00'),
  currentPrice: null,
});
