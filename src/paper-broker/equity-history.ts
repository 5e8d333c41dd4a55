/**
 * What the account was worth at each close since it began: cash and shares are replayed from the activities, shares are
 * valued at the close of the day or, without one, at the last close known.
 */
import type { Instant } from '../domain/account.ts';
import {
  addMoney,
  moneyFromNumber,
  moneyFromUnits,
  subtractMoney,
  ZERO,
  type Money,
} from '../domain/money.ts';
import {
  addQuantity,
  NO_SHARES,
  proportion,
  subtractQuantity,
  timesQuantity,
  type Quantity,
} from '../domain/quantity.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { sessionsBetween } from '../rules/market-calendar.ts';
import { newYorkDate, sessionHours } from '../rules/new-york-time.ts';
import type { PaperActivity, PaperBrokerState, PaperMarket } from './paper-state.ts';

export type EquityAtClose = {
  readonly date: SessionDate;
  readonly close: Instant;
  readonly equity: Money;
};

type Holding = { qty: Quantity; price: Money };

/** The finished sessions, oldest first. The session in progress is not among them. */
export function equityHistory(state: PaperBrokerState, market: PaperMarket): EquityAtClose[] {
  const holdings = new Map<string, Holding>();
  let cash = openingCash(state);
  let next = 0;
  return finishedSessions(state).map(({ date, close }) => {
    for (; next < state.activities.length; next += 1) {
      const activity = state.activities[next];
      if (activity === undefined || activity.at > close) break;
      cash = addMoney(cash, cashOf(activity));
      hold(holdings, activity);
    }
    let equity = cash;
    for (const [symbol, holding] of holdings) {
      const bar = market.bar(symbol, date);
      if (bar !== undefined) holding.price = moneyFromNumber(bar.close);
      equity = addMoney(equity, timesQuantity(holding.price, holding.qty));
    }
    return { date, close, equity };
  });
}

/** What the account began with: today's cash without everything that changed it. */
export function openingCash(state: PaperBrokerState): Money {
  return subtractMoney(state.cash, state.activities.map(cashOf).reduce(addMoney, ZERO));
}

/** Dollars that an activity brought or, negative, took. */
export function cashOf(activity: PaperActivity): Money {
  switch (activity.kind) {
    case 'fill':
      return activity.side === 'sell' ? activity.amount : subtractMoney(ZERO, activity.amount);
    case 'split':
    case 'dividend':
      return activity.cash;
    case 'ticker_change':
      return ZERO;
  }
}

function finishedSessions(state: PaperBrokerState): { date: SessionDate; close: Instant }[] {
  return sessionsBetween(newYorkDate(state.createdAt), newYorkDate(state.now)).flatMap((date) => {
    const close = sessionHours(date)?.close ?? Infinity;
    return close > state.createdAt && close <= state.now ? [{ date, close }] : [];
  });
}

function hold(holdings: Map<string, Holding>, activity: PaperActivity): void {
  const { symbol } = activity;
  const held = holdings.get(symbol) ?? { qty: NO_SHARES, price: ZERO };
  if (activity.kind === 'fill') {
    const { side, qty, price } = activity;
    held.qty = side === 'buy' ? addQuantity(held.qty, qty) : subtractQuantity(held.qty, qty);
    held.price = price;
  }
  if (activity.kind === 'split') {
    const { before, after } = activity;
    held.qty = after;
    if (after > 0) held.price = moneyFromUnits(proportion(held.price, before, after));
  }
  if (activity.kind === 'ticker_change') {
    holdings.delete(symbol);
    holdings.set(activity.newSymbol, held);
    return;
  }
  if (held.qty === 0) holdings.delete(symbol);
  else holdings.set(symbol, held);
}
