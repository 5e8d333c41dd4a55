/**
 * Time passes here and nowhere else. Between two instants the account lives through every moment of every session in
 * order: 04:00 (queued orders are routed, splits are made), the open, the two extremes, the close (day orders expire),
 * and 16:15 (orders older than 90 days end). A moment belongs to the call that reaches its instant.
 */
import type { Instant } from '../domain/account.ts';
import { invariant } from '../domain/invariant.ts';
import { moneyFromNumber } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import { addDays, type SessionDate } from '../domain/session-date.ts';
import { newYorkDate, newYorkInstant } from '../rules/new-york-time.ts';
import { accountView } from './account-figures.ts';
import { GTC_END_MINUTE, pricePath, sessionTimes } from './market-price.ts';
import { endGroup, match, transition, type Desk } from './order-book.ts';
import {
  workingOrders,
  type BrokerEvent,
  type PaperBrokerState,
  type PaperMarket,
} from './paper-state.ts';
import { makeSplits } from './splits.ts';

type Moment = { readonly at: Instant; readonly happen: (desk: Desk, date: SessionDate) => void };

/** Moves the account to `instant` (never back) and returns what happened on the way, in order. */
export function advanceTo(
  state: PaperBrokerState,
  instant: Instant,
  market: PaperMarket,
): BrokerEvent[] {
  invariant(instant >= state.now, `time runs forward: from ${state.now} to ${instant}`);
  const desk: Desk = { state, market, events: [] };
  const last = newYorkDate(instant);
  for (let date = newYorkDate(state.now); date <= last; date = addDays(date, 1)) {
    for (const { at, happen } of momentsOf(date)) {
      if (at <= state.now || at > instant) continue;
      state.now = at;
      happen(desk, date);
    }
  }
  state.now = instant;
  return desk.events;
}

function momentsOf(date: SessionDate): readonly Moment[] {
  const ageing = { at: newYorkInstant(date, GTC_END_MINUTE), happen: endOldOrders };
  const times = sessionTimes(date);
  if (times === undefined) return [ageing];
  return [
    { at: times.routing, happen: startSession },
    { at: times.open, happen: priceMoves(0) },
    { at: times.firstExtreme, happen: priceMoves(1) },
    { at: times.secondExtreme, happen: priceMoves(2) },
    { at: times.close, happen: endSession },
    ageing,
  ];
}

function startSession(desk: Desk, date: SessionDate): void {
  for (const order of workingOrders(desk.state)) {
    if (order.status !== 'accepted') continue;
    order.submittedAt = desk.state.now;
    transition(desk, order, 'new');
  }
  makeSplits(desk, date);
}

/** Carries every resting order to that point of the session's path; the open is reached at once, out of the night. */
function priceMoves(point: 0 | 1 | 2 | 3) {
  return (desk: Desk, date: SessionDate): void => {
    for (const order of workingOrders(desk.state)) {
      const bar = desk.market.bar(order.symbol, date);
      if (bar === undefined) continue;
      const path = pricePath(bar);
      match(desk, order, { from: point === 0 ? undefined : path[point - 1], to: path[point] });
    }
  };
}

function endSession(desk: Desk, date: SessionDate): void {
  priceMoves(3)(desk, date);
  endOrdersOf(desk, 'day');
  for (const position of Object.values(desk.state.positions)) {
    const bar = desk.market.bar(position.symbol, date);
    if (bar !== undefined) position.lastClose = moneyFromNumber(bar.close);
  }
  desk.state.lastEquity = accountView(desk.state, desk.market).equity;
}

function endOldOrders(desk: Desk): void {
  endOrdersOf(desk, 'gtc');
}

/** A day order expires; an order that grew too old is canceled by the broker. */
function endOrdersOf(desk: Desk, timeInForce: 'day' | 'gtc'): void {
  for (const order of workingOrders(desk.state)) {
    const isDue = order.timeInForce === timeInForce && order.expiresAt <= desk.state.now;
    if (!isDue || isTerminal(order.status)) continue;
    endGroup(desk, order, timeInForce === 'day' ? 'expired' : 'canceled');
  }
}
