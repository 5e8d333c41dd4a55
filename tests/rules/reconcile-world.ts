/**
 * Accounts in which any stock can be in any situation, built from a seed of choices under any names, in any week, at any
 * scale of shares. What is explained of them may not depend on these.
 */
import type { CorporateNotice } from '../../src/domain/account-activity.ts';
import type { BrokerPosition } from '../../src/domain/account.ts';
import type { SpinOff, Split } from '../../src/domain/bar.ts';
import { moneyFromUnits, type Money } from '../../src/domain/money.ts';
import type { BrokerOrder, JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import { addDays, sessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { ticker, type Ticker } from '../../src/domain/ticker.ts';
import type { BookedFill, ReconcileFacts } from '../../src/rules/reconcile-facts.ts';
import { brokerOrder, journalOrder, position } from '../domain/sample.ts';

export const SITUATIONS = [
  'agrees',
  'stop filled',
  'stop canceled',
  'entry missed',
  'entry in part',
  'sold by hand',
  'bought by hand',
  'bought and sold by hand',
  'none of ours',
  'split',
  'split to come',
  'spin-off',
  'delisted',
  'renamed',
  'merged',
  'busted',
  'stale',
  'another writer',
  'nobody knows',
  'set apart',
] as const;
export type Situation = (typeof SITUATIONS)[number];

export type Stock = { readonly situation: Situation; readonly shares: number };
export type Terms = {
  readonly names: readonly string[];
  readonly weeks: number;
  /** New shares for one old: a whole number. */
  readonly scale: number;
};

type Parts = {
  book: Position[];
  journal: JournalOrder[];
  orders: BrokerOrder[];
  positions: BrokerPosition[];
  fills: BookedFill[];
  actions: (Split | SpinOff)[];
  notices: CorporateNotice[];
  inactive: Set<string>;
  setApart: Map<string, number>;
};

export function worldOf(stocks: readonly Stock[], terms: Terms): ReconcileFacts {
  const parts: Parts = {
    book: [],
    journal: [],
    orders: [],
    positions: [],
    fills: [],
    actions: [],
    notices: [],
    inactive: new Set(),
    setApart: new Map(),
  };
  const day = (text: string): SessionDate => addDays(sessionDate(text), 7 * terms.weeks);
  const now = Date.parse(`${day('2015-10-23')}T13:00:00Z`);
  for (const [at, stock] of stocks.entries()) {
    const name = ticker(terms.names[at] ?? '');
    addStock(parts, stock, { at, name, day, now, scale: terms.scale });
  }
  return {
    ...parts,
    tradeDate: day('2015-10-23'),
    now,
    applied: new Map(),
    settled: new Set(),
    activities: [],
  };
}

type Making = {
  readonly at: number;
  readonly name: Ticker;
  readonly day: (text: string) => SessionDate;
  readonly now: number;
  readonly scale: number;
};

function addStock(parts: Parts, { situation, shares }: Stock, making: Making): void {
  const { at, name, day, now, scale } = making;
  const count = shares * 10 * scale;
  const part = shares * 4 * scale;
  const price = (units: number): Money => moneyFromUnits(units / scale);
  const entryDate = day('2015-10-01');
  const is = (...which: readonly Situation[]): boolean => which.includes(situation);
  const isOurs = !is('none of ours', 'entry in part');
  const id = (what: string) => `${name}-${what}`;
  const stamp = entryDate.replaceAll('-', '');
  const theirs = theirShares(situation, count, part);
  if (isOurs) {
    parts.book.push(
      position(name, {
        positionId: at + 1,
        entryDate,
        shares: situation === 'entry missed' ? part : count,
        entryPrice: price(1_200_000),
        stopPrice: price(900_000),
      }),
    );
  }
  const bought = is('entry in part', 'busted') ? part : count;
  const booked = situation === 'entry missed' ? part : situation === 'entry in part' ? 0 : count;
  const entryStatus = is('entry in part') ? 'canceled' : 'filled';
  if (!is('none of ours')) {
    parts.journal.push(
      journalOrder({
        clientOrderId: `${stamp}_${name}_entry_buy`,
        brokerOrderId: id('entry'),
        ticker: name,
        tradeDate: entryDate,
        positionId: isOurs ? at + 1 : null,
        qty: count,
        filledQty: booked,
        status: booked === count ? 'filled' : 'new',
      }),
    );
    parts.orders.push(
      brokerOrder({
        id: id('entry'),
        clientOrderId: `${stamp}_${name}_entry_buy`,
        symbol: name,
        status: entryStatus,
        qty: count,
        filledQty: bought,
        filledAvgPrice: price(1_200_000),
        submittedAt: `${entryDate}T13:05:00Z`,
      }),
    );
  }
  if (isOurs) addStop(parts, { ...making, count }, situation);
  if (theirs !== 0)
    parts.positions.push(heldBy(situation === 'renamed' ? `${name}.X` : name, theirs));
  const hand = (side: 'buy' | 'sell'): void => {
    parts.orders.push(
      brokerOrder({
        id: id(side),
        clientOrderId: `typed ${name} ${side}`,
        symbol: name,
        side,
        status: 'filled',
        qty: side === 'buy' ? part : 2 * part,
        filledQty: side === 'buy' ? part : 2 * part,
        filledAvgPrice: price(1_200_000),
        filledAt: `${day('2015-10-22')}T15:00:00Z`,
      }),
    );
  };
  if (is('bought by hand', 'bought and sold by hand', 'none of ours')) hand('buy');
  if (is('sold by hand', 'bought and sold by hand')) hand('sell');
  const exDate = day('2015-10-22');
  if (is('split', 'split to come'))
    parts.actions.push({ type: 'split', ticker: name, exDate, ratio: 2 });
  if (is('spin-off'))
    parts.actions.push({ type: 'spinoff', ticker: name, exDate, cash: 24 / scale });
  if (is('delisted')) parts.inactive.add(name);
  if (is('renamed', 'merged')) {
    parts.notices.push({
      kind: is('renamed') ? 'ticker_change' : 'merger',
      symbol: name,
      date: exDate,
      ratio: null,
      newSymbol: is('renamed') ? `${name}.X` : null,
      cash: null,
      source: 'announced',
    });
  }
  if (is('stale')) {
    parts.fills.push({
      ticker: name,
      brokerOrderId: id('entry'),
      side: 'buy',
      qty: part,
      at: now - 5_000,
    });
  }
  if (is('another writer')) {
    parts.orders.push(
      brokerOrder({
        id: id('stray'),
        clientOrderId: `${stamp}_${name}_exit_sell_2`,
        symbol: name,
        side: 'sell',
        qty: count,
      }),
    );
  }
  if (is('set apart')) parts.setApart.set(name, part);
}

function theirShares(situation: Situation, count: number, part: number): number {
  const other: Partial<Record<Situation, number>> = {
    'stop filled': 0,
    merged: 0,
    'entry in part': part,
    busted: part,
    'none of ours': part,
    'sold by hand': count - 2 * part,
    'bought by hand': count + part,
    'set apart': count + part,
    'bought and sold by hand': count - part,
    stale: count - part,
    split: 2 * count,
    'nobody knows': count + part / 4,
  };
  return other[situation] ?? count;
}

function addStop(
  parts: Parts,
  { at, name, day, scale, count }: Making & { readonly count: number },
  situation: Situation,
): void {
  const status =
    situation === 'stop filled'
      ? 'filled'
      : ['stop canceled', 'sold by hand', 'bought and sold by hand', 'delisted', 'merged'].includes(
            situation,
          )
        ? 'canceled'
        : 'new';
  const clientOrderId = `${day('2015-10-01').replaceAll('-', '')}_${name}_stop_sell`;
  const common = { clientOrderId, side: 'sell', qty: count } as const;
  parts.journal.push(
    journalOrder({
      ...common,
      brokerOrderId: `${name}-stop`,
      ticker: name,
      intent: 'stop',
      positionId: at + 1,
      status: 'new',
    }),
  );
  parts.orders.push(
    brokerOrder({
      ...common,
      id: `${name}-stop`,
      symbol: name,
      type: 'stop',
      status,
      filledQty: status === 'filled' ? count : 0,
      stopPrice: moneyFromUnits(900_000 / scale),
    }),
  );
}

function heldBy(symbol: string, qty: number): BrokerPosition {
  return {
    symbol,
    qty,
    qtyAvailable: qty,
    avgEntryPrice: moneyFromUnits(1_000_000),
    currentPrice: null,
  };
}
