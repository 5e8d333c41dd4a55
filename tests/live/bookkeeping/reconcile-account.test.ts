import { describe, expect, it } from 'vitest';

import { reconcileAccount } from '../../../live/bookkeeping/reconcile-account.ts';
import type { BrokerPosition } from '../../../src/domain/account.ts';
import type { Split } from '../../../src/domain/bar.ts';
import type { BrokerOrder } from '../../../src/domain/order.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { brokerOrder, dollars, journalOrder } from '../../domain/sample.ts';
import { foreign } from '../../rules/reconcile-sample.ts';
import {
  AT,
  book,
  brokerKnowing,
  filled,
  intendEntry,
  intendSell,
  openAmazon,
  SESSION,
  shares,
  splitOf,
  withEmptyBooks,
} from './book-fixture.ts';

const STOP = '20151026_AMZN_stop_sell';

let store: StateStore;

withEmptyBooks((empty) => {
  store = empty;
});

function reconcile(
  positions: readonly BrokerPosition[],
  splits: readonly Split[] = [],
  orders: readonly BrokerOrder[] = [],
) {
  const clock = { now: () => AT, sleep: () => Promise.resolve() };
  const ports = { broker: brokerKnowing(orders, positions), store, clock, runId: 'run-2' };
  return reconcileAccount(ports, SESSION, () => splits);
}

describe('the book is brought up to the account', () => {
  it('when both agree, without a word', async () => {
    openAmazon(store);
    const facts = await reconcile([shares(100)]);
    expect(facts).toMatchObject({ differences: [], findings: [], unknownOrders: [] });
  });

  it('by the fills since the last run first: a stop that filled is no difference [R11]', async () => {
    const positionId = openAmazon(store);
    intendSell(store, STOP, 'stop', { qty: 100, positionId });
    const stop = brokerOrder({ id: 'b-2', clientOrderId: STOP, qty: 100 });
    book(store, stop);
    const facts = await reconcile([], [], [{ ...stop, status: 'filled', ...filled(100, '90.00') }]);
    expect(facts.differences).toEqual([]);
    expect(facts.findings).toMatchObject([
      { code: 'POSITION_CLOSED', severity: 'info', subject: 'AMZN' },
    ]);
    expect(facts.findings[0]?.message).toContain('-1000.00');
    expect(store.openPositions()).toEqual([]);
  });

  it('by a split on record that explains the shares, once', async () => {
    const positionId = openAmazon(store);
    const facts = await reconcile([shares(200)], [splitOf(2, '2015-10-22')]);
    expect(facts.differences).toEqual([]);
    expect(facts.findings).toMatchObject([{ code: 'SPLIT_BOOKED', severity: 'info' }]);
    expect(facts.findings[0]?.message).toContain('100 shares became 200');
    expect(store.openPositions()).toMatchObject([
      { shares: 200, entryPrice: dollars('50.00'), stopPrice: dollars('45.00') },
    ]);
    expect(store.appliedSplits(positionId)).toEqual(['2015-10-22']);
    const again = await reconcile([shares(200)], [splitOf(2, '2015-10-22')]);
    expect(again.findings).toEqual([]);
    expect(store.openPositions()).toMatchObject([{ shares: 200 }]);
  });

  it('by several splits together', async () => {
    const positionId = openAmazon(store);
    await reconcile([shares(300)], [splitOf(1.5, '2015-10-22'), splitOf(2, '2015-10-20')]);
    expect(store.openPositions()).toMatchObject([{ shares: 300, entryPrice: dollars('33.3333') }]);
    expect([...store.appliedSplits(positionId)].sort()).toEqual(['2015-10-20', '2015-10-22']);
  });

  it('but not by a split that does not explain the shares: that is a difference [F30] [R11]', async () => {
    openAmazon(store);
    const facts = await reconcile([shares(199)], [splitOf(2, '2015-10-22')]);
    expect(facts.differences).toEqual([
      { symbol: 'AMZN', kind: 'mismatch', ours: 100, theirs: 199 },
    ]);
    expect(facts.findings).toMatchObject([{ code: 'POSITION_MISMATCH', severity: 'error' }]);
    expect(store.openPositions()).toMatchObject([{ shares: 100 }]);
  });

  it('with every difference told', async () => {
    openAmazon(store);
    const facts = await reconcile([shares(5, ticker('MSFT'))]);
    expect(facts.findings.map(({ code, subject }) => `${subject ?? ''} ${code}`)).toEqual([
      'AMZN POSITION_MISSING_AT_BROKER',
      'MSFT POSITION_ORPHAN_AT_BROKER',
    ]);
  });

  it('with every order told whose fate the broker does not know', async () => {
    intendEntry(store);
    const facts = await reconcile([]);
    expect(facts.unknownOrders).toMatchObject([{ clientOrderId: journalOrder().clientOrderId }]);
    expect(facts.findings).toMatchObject([{ code: 'ORDER_OUTCOME_UNKNOWN', severity: 'warning' }]);
  });

  it('by a split, although the broker does not know the sell any more that rested since', async () => {
    const positionId = openAmazon(store);
    intendSell(store, STOP, 'stop', { qty: 100, positionId });
    book(store, { id: 'b-2', clientOrderId: STOP, qty: 100 });
    const facts = await reconcile([shares(200)], [splitOf(2, '2015-10-22')]);
    expect(facts.findings.map(({ code }) => code)).toContain('SPLIT_BOOKED');
    expect(store.openPositions()).toMatchObject([{ shares: 200 }]);
  });

  it('but not by a sale by hand that cannot be read a second time: that stays a difference', async () => {
    openAmazon(store);
    const sale = foreign('sell', 40);
    const known = brokerKnowing([], [shares(60)]);
    const clock = { now: () => AT, sleep: () => Promise.resolve() };
    const broker = { ...known, orders: () => Promise.resolve([sale]) };
    const ports = { broker, store, clock, runId: 'run-2' };
    const lost = await reconcileAccount(ports, SESSION, () => []);
    expect(lost.differences).toMatchObject([{ symbol: 'AMZN', ours: 100, theirs: 60 }]);
    expect(store.openPositions()).toMatchObject([{ shares: 100 }]);
    const orderById = () => Promise.resolve(sale);
    const seen = { ...ports, broker: { ...broker, orderById } };
    const healed = await reconcileAccount(seen, SESSION, () => []);
    expect(healed.differences).toEqual([]);
    expect(healed.findings).toMatchObject([{ code: 'MANUAL_SELL_BOOKED' }]);
    expect(store.openPositions()).toMatchObject([{ shares: 60 }]);
  });
});
