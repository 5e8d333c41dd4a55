/** One hundred AMZN with a stop that has sold while nobody looked, and a split in between that the book lacks. */
import { describe, expect, it } from 'vitest';

import { reconcileAccount } from '../../../live/bookkeeping/reconcile-account.ts';
import type { AccountActivity } from '../../../src/domain/account-activity.ts';
import type { Split } from '../../../src/domain/bar.ts';
import type { BrokerOrder } from '../../../src/domain/order.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { BrokerError } from '../../../src/ports/broker.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { brokerOrder, dollars } from '../../domain/sample.ts';
import { activity } from '../../rules/reconcile-sample.ts';
import {
  AT,
  book,
  brokerKnowing,
  intendSell,
  openAmazon,
  SESSION,
  shares,
  splitOf,
  withEmptyBooks,
} from './book-fixture.ts';

const STOP = '20151001_AMZN_stop_sell';
const BEFORE = '2015-10-21';
const EX_DATE = '2015-10-22';
const split = (ratio: number, exDate = EX_DATE): Split => splitOf(ratio, exDate);

/** `b-2 2015-10-21 40 @ 90.00` */
function fill(text: string): AccountActivity {
  const [orderId = '', date = '', qty = '', , price = ''] = text.split(' ');
  const at = Date.parse(`${date}T18:00:00Z`);
  return activity({
    orderId,
    date: sessionDate(date),
    at,
    qty: Number(qty),
    price: dollars(price),
  });
}

let store: StateStore;
let positionId: number;

withEmptyBooks((empty) => {
  store = empty;
  positionId = openAmazon(store);
  intendSell(store, STOP, 'stop', { qty: 100, positionId });
  book(store, { id: 'b-2', clientOrderId: STOP, side: 'sell', qty: 100 });
});

function stopOf(qty: number, price: string, facts: Partial<BrokerOrder> = {}): BrokerOrder {
  return brokerOrder({
    ...{ id: 'b-2', clientOrderId: STOP, side: 'sell', type: 'stop', qty, filledQty: qty },
    ...{ status: 'filled', filledAvgPrice: dollars(price), filledAt: '2015-10-22T18:00:00Z' },
    ...facts,
  });
}

/** What a split leaves of it at the broker: an order of its own, for twice the shares. */
const PUT_ANEW = [
  stopOf(100, '90.00', {
    status: 'replaced',
    filledQty: 0,
    filledAvgPrice: null,
    replacedBy: 'b-3',
  }),
  stopOf(200, '44.00', { id: 'b-3', clientOrderId: 'uuid-of-a-split', replaces: 'b-2' }),
];

type World = {
  readonly orders: readonly BrokerOrder[];
  readonly left: number;
  readonly splits?: readonly Split[];
  /** Null: it cannot be read. */
  readonly history?: readonly string[] | null;
};

async function reconcile({ orders, left, splits = [split(2)], history = null }: World) {
  const known = brokerKnowing(orders, left === 0 ? [] : [shares(left)]);
  const unreadable = new BrokerError('unreachable', 'the history cannot be read');
  const activities = () =>
    history === null ? Promise.reject(unreadable) : Promise.resolve(history.map(fill));
  const clock = { now: () => AT, sleep: () => Promise.resolve() };
  const ports = { broker: { ...known, activities }, store, clock, runId: 'run-2' };
  const facts = await reconcileAccount(ports, SESSION, () => splits);
  return facts.findings.map(({ code }) => code).sort();
}

const sales = () =>
  store.fillsOf(ticker('AMZN')).map(({ qty, price }) => `${qty} @ ${price / 10_000}`);
const heldShares = () => store.openPositions().map((position) => position.shares);

describe('a split among the sales of a stop', () => {
  it('is booked between those before and those since, and the profit counts each in its own shares [F30] [I9]', async () => {
    // 40 at 90.00 and 120 at 44.00
    const before = stopOf(100, '90.00', { status: 'replaced', filledQty: 40, replacedBy: 'b-3' });
    const since = stopOf(120, '44.00', {
      id: 'b-3',
      clientOrderId: 'uuid-of-a-split',
      replaces: 'b-2',
    });
    const history = [`b-2 ${BEFORE} 40 @ 90.00`, `b-3 ${EX_DATE} 120 @ 44.00`];
    const codes = await reconcile({ orders: [before, since], left: 0, history });
    expect(codes).toEqual(['POSITION_CLOSED', 'SPLIT_BOOKED']);
    expect(sales()).toEqual(['40 @ 90', '120 @ 44']);
    // 3600 + 5280 − 100 × 100
    expect(store.exitOf(positionId)?.pnl).toBe(dollars('-1120.00'));
  });

  it('is booked after the parts of an order that others had replaced before it, each under its own id', async () => {
    const first = stopOf(100, '90.00', { status: 'replaced', filledQty: 10, replacedBy: 'b-3' });
    const second = stopOf(90, '89.00', {
      ...{ id: 'b-3', clientOrderId: 'by hand', replaces: 'b-2' },
      ...{ status: 'replaced', filledQty: 20, replacedBy: 'b-4' },
    });
    const third = stopOf(140, '44.00', {
      ...{ id: 'b-4', clientOrderId: 'uuid-of-a-split', replaces: 'b-3' },
      ...{ status: 'partially_filled', filledQty: 30 },
    });
    const history = [
      `b-2 2015-10-20 10 @ 90.00`,
      `b-3 ${BEFORE} 20 @ 89.00`,
      `b-4 ${EX_DATE} 30 @ 44.00`,
    ];
    const codes = await reconcile({ orders: [first, second, third], left: 110, history });
    expect(codes).toEqual(['SPLIT_BOOKED']);
    expect([...sales(), ...heldShares()]).toEqual(['10 @ 90', '20 @ 89', '30 @ 44', 110]);
    expect(store.openPositions()).toMatchObject([{ stopOrderId: 'b-4' }]);
  });

  it('is booked by the next run where one ended between the part before and the split [R2]', async () => {
    const leg = stopOf(100, '62.40');
    const part = {
      status: 'partially_filled',
      filledQty: 40,
      filledAvgPrice: dollars('90.00'),
    } as const;
    book(store, { ...leg, ...part });
    const history = [`b-2 ${BEFORE} 40 @ 90.00`, `b-2 ${EX_DATE} 60 @ 44.00`];
    expect(await reconcile({ orders: [leg], left: 60, history })).toContain('SPLIT_BOOKED');
    expect([...sales(), ...heldShares()]).toEqual(['40 @ 90', '60 @ 44', 60]);
  });

  it('is one of several: each is booked in its place', async () => {
    const leg = stopOf(100, '62.40');
    const history = [`b-2 2015-10-19 40 @ 90.00`, `b-2 ${BEFORE} 60 @ 44.00`];
    const splits = [split(2, '2015-10-20'), split(1.5)];
    const codes = await reconcile({ orders: [leg], left: 90, history, splits });
    expect(codes.filter((code) => code === 'SPLIT_BOOKED')).toHaveLength(2);
    expect([...sales(), ...heldShares()]).toEqual(['40 @ 90', '60 @ 44', 90]);
  });

  it('counts no shares that a person has set apart', async () => {
    store.recordCorrection({
      ...{ findingId: 'AMZN-manual_buy-1', cause: 'manual_buy', kind: 'set_apart' },
      ...{ subject: '', symbol: 'AMZN', positionId: null, evidence: [] },
      ...{ sharesBefore: 0, sharesAfter: 7, runId: 'run-1', at: new Date(AT).toISOString() },
    });
    const history = [`b-2 ${BEFORE} 40 @ 90.00`, `b-2 ${EX_DATE} 60 @ 44.00`];
    await reconcile({ orders: [stopOf(100, '62.40')], left: 67, history });
    expect([...sales(), ...heldShares()]).toEqual(['40 @ 90', '60 @ 44', 60]);
  });
});

describe('sales around a split whose history cannot be read', () => {
  it('are booked where all of them can only have been made since [F30]', async () => {
    expect(await reconcile({ orders: PUT_ANEW, left: 0 })).toContain('SPLIT_BOOKED');
    expect(store.exitOf(positionId)?.pnl).toBe(dollars('-1200.00'));
  });

  it.each([60, 120])(
    'are booked where all of them can only have been made before: %d shares are left',
    async (left) => {
      const stop = stopOf(100, '90.00', { status: 'canceled', filledQty: 40 });
      await reconcile({ orders: [stop], left });
      expect([...sales(), ...heldShares()]).toEqual(['40 @ 90', left]);
    },
  );

  it.each([
    ['some were made before and some since', stopOf(100, '62.40'), 2, 60],
    ['one more or one less share is paid out in cash', stopOf(1, '90.00'), 0.5, 49],
  ])(
    'are not booked where %s: the symbol is left alone [F30] [R10]',
    async (_, stop, ratio, left) => {
      const codes = await reconcile({ orders: [stop], left, splits: [split(ratio)] });
      expect(codes).toEqual(['POSITION_MISMATCH']);
      expect([...sales(), ...heldShares()]).toEqual([100]);
    },
  );
});

describe('an order that has sold more than is held', () => {
  it.each([
    ['put anew by the broker', PUT_ANEW],
    ['counted anew under its own id', [stopOf(200, '44.00')]],
  ])(
    'is not booked: %s without a record of a split, it is a difference, and the run goes on [F30] [R11]',
    async (_, orders) => {
      const codes = await reconcile({ orders, left: 0, splits: [] });
      expect(codes).toEqual(['POSITION_MISSING_AT_BROKER']);
      expect([...sales(), ...heldShares()]).toEqual([100]);
    },
  );
});
