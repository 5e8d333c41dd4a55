/** A book of one hundred AMZN with a live stop, at an account that shows the same: a test changes what it is about. */
import type { AccountActivity, CorporateNotice } from '../../src/domain/account-activity.ts';
import type { BrokerPosition } from '../../src/domain/account.ts';
import type { BrokerOrder, JournalOrder } from '../../src/domain/order.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { Explained, ReconcileFacts } from '../../src/rules/reconcile-facts.ts';
import { brokerOrder, dollars, journalOrder, position } from '../domain/sample.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { explainAccount } from '../../src/rules/reconcile-explain.ts';

export const NOW = Date.UTC(2015, 9, 23, 13, 0);
export const ENTRY_ID = '20151001_AMZN_entry_buy';
export const STOP_ID = '20151001_AMZN_stop_sell';

export const held = position('AMZN', {
  positionId: 7,
  entryDate: sessionDate('2015-10-01'),
  shares: 100,
});

export const entry: JournalOrder = journalOrder({
  orderId: 1,
  clientOrderId: ENTRY_ID,
  brokerOrderId: 'b-entry',
  tradeDate: sessionDate('2015-10-01'),
  positionId: 7,
  qty: 100,
  filledQty: 100,
  status: 'filled',
});
export const stop: JournalOrder = journalOrder({
  orderId: 2,
  clientOrderId: STOP_ID,
  brokerOrderId: 'b-stop',
  side: 'sell',
  intent: 'stop',
  tradeDate: sessionDate('2015-10-01'),
  positionId: 7,
  qty: 100,
  status: 'new',
});

export const seenEntry: BrokerOrder = brokerOrder({
  id: 'b-entry',
  clientOrderId: ENTRY_ID,
  status: 'filled',
  qty: 100,
  filledQty: 100,
  filledAvgPrice: dollars('100.00'),
  submittedAt: '2015-10-01T13:05:00Z',
});
export const seenStop: BrokerOrder = brokerOrder({
  id: 'b-stop',
  clientOrderId: STOP_ID,
  side: 'sell',
  type: 'stop',
  status: 'new',
  qty: 100,
  stopPrice: dollars('90.00'),
});

export function foreign(
  side: 'buy' | 'sell',
  qty: number,
  facts: Partial<BrokerOrder> = {},
): BrokerOrder {
  return brokerOrder({
    id: `f-${side}-${qty}`,
    clientOrderId: `typed by hand ${side} ${qty}`,
    side,
    status: 'filled',
    qty,
    filledQty: qty,
    filledAvgPrice: dollars('101.00'),
    filledAt: '2015-10-22T15:00:00Z',
    submittedAt: '2015-10-22T15:00:00Z',
    ...facts,
  });
}

export const atBroker = (symbol: string, qty: number): BrokerPosition => ({
  symbol,
  qty,
  qtyAvailable: qty,
  avgEntryPrice: dollars('100.00'),
  currentPrice: null,
});

export const activity = (facts: Partial<AccountActivity>): AccountActivity => ({
  id: 'a-1',
  type: 'FILL',
  date: sessionDate('2015-10-22'),
  at: null,
  symbol: 'AMZN',
  side: null,
  qty: null,
  price: null,
  netAmount: null,
  orderId: null,
  status: 'executed',
  description: '',
  ...facts,
});

export const notice = (facts: Partial<CorporateNotice>): CorporateNotice => ({
  kind: 'other',
  symbol: 'AMZN',
  date: sessionDate('2015-10-22'),
  ratio: null,
  newSymbol: null,
  cash: null,
  source: 'announced',
  ...facts,
});

export function facts(changes: Partial<ReconcileFacts> = {}): ReconcileFacts {
  return {
    tradeDate: sessionDate('2015-10-23'),
    now: NOW,
    book: [held],
    applied: new Map(),
    setApart: new Map(),
    settled: new Set(),
    journal: [entry, stop],
    fills: [],
    positions: [atBroker('AMZN', 100)],
    orders: [seenEntry, seenStop],
    activities: [],
    notices: [],
    actions: [],
    inactive: new Set(),
    ...changes,
  };
}

export const SPIN_OFF = {
  type: 'spinoff',
  ticker: ticker('AMZN'),
  exDate: sessionDate('2015-10-22'),
} as const;

/** The one difference of these facts, which is about AMZN. */
export function only(changes: Partial<ReconcileFacts>): Explained {
  const explained = explainAccount(facts(changes));
  const [one] = explained;
  if (
    one === undefined ||
    explained.some(({ symbol }) => symbol !== 'AMZN') ||
    explained.length > 1
  )
    throw new Error(`not one difference of AMZN: ${JSON.stringify(explained)}`);
  return one;
}

export const sharesHeld = (qty: number) => ({
  positions: qty === 0 ? [] : [atBroker('AMZN', qty)],
});
