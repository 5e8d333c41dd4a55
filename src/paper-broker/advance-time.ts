/**
 * Time passes here and nowhere else. Between two instants the account lives through every moment of every session in
 * order: 04:00 (queued orders are routed, companies act, extended-hours orders trade), the open, the two extremes, the
 * close (day orders end), 16:15 (orders older than 90 days end) and the end of the evening; and through the pending
 * cancels between them. A moment belongs to the call that reaches its instant.
 */
import type { Instant } from '../domain/account.ts';
import { invariant } from '../domain/invariant.ts';
import { addMoney, moneyFromNumber } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import { addDays, type SessionDate } from '../domain/session-date.ts';
import { newYorkDate } from '../rules/new-york-time.ts';
import { longValue, maintenanceOf } from './account-figures.ts';
import { makeCorporateActions } from './corporate-actions.ts';
import { endGroup, isStuck, type Desk } from './desk.ts';
import { pricePath } from './market-price.ts';
import { endImmediate, goLive, isArmed, isForAuction, match, matchNow } from './order-book.ts';
import { nextCancel, requestCancel, settleCancels } from './order-cancels.ts';
import {
  workingOrders,
  type BrokerEvent,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrder,
} from './paper-state.ts';
import { gtcEndOn, sessionTimes } from './session-times.ts';

type Moment = {
  readonly at: Instant;
  readonly happen: (desk: Desk, date: SessionDate) => void;
  /** Nothing comes to pass then but the end of orders. */
  readonly isDeadline?: true;
};

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
      settleCancels(desk, at);
      state.now = at;
      happen(desk, date);
    }
  }
  settleCancels(desk, instant);
  state.now = instant;
  return desk.events;
}

/**
 * The next instant at which anything can happen: the start of a day, a point of its price path, the end of an order or of
 * a pending cancel. For whoever wants to jump from one to the next.
 */
export function nextMoment(state: PaperBrokerState): Instant {
  const cancel = nextCancel(state)?.due ?? Infinity;
  for (let date = newYorkDate(state.now); ; date = addDays(date, 1)) {
    const moment = momentsOf(date).find(
      ({ at, isDeadline }) => at > state.now && (isDeadline !== true || isAwaited(state, at)),
    );
    if (moment !== undefined) return Math.min(moment.at, Math.max(cancel, state.now));
  }
}

function isAwaited(state: PaperBrokerState, deadline: Instant): boolean {
  return workingOrders(state).some(({ expiresAt }) => expiresAt <= deadline);
}

const momentsByDate = new Map<SessionDate, readonly Moment[]>();

function momentsOf(date: SessionDate): readonly Moment[] {
  const known = momentsByDate.get(date);
  if (known !== undefined) return known;
  const made = makeMoments(date);
  momentsByDate.set(date, made);
  return made;
}

function makeMoments(date: SessionDate): readonly Moment[] {
  const ageing = { at: gtcEndOn(date), happen: endOldOrders, isDeadline: true } as const;
  const times = sessionTimes(date);
  if (times === undefined) return [ageing];
  return [
    { at: times.routing, happen: startDay },
    { at: times.open, happen: openSession },
    { at: times.firstExtreme, happen: priceMoves(1) },
    { at: times.secondExtreme, happen: priceMoves(2) },
    { at: times.close, happen: endSession },
    ageing,
    { at: times.late, happen: endDayOrders, isDeadline: true },
  ];
}

function startDay(desk: Desk, date: SessionDate): void {
  const orders = workingOrders(desk.state);
  for (const order of orders) {
    if (order.status !== 'accepted') continue;
    order.submittedAt = desk.state.now;
    goLive(desk, order);
  }
  makeCorporateActions(desk, date);
  for (const order of workingOrders(desk.state)) {
    if (order.extendedHours) matchNow(desk, order);
  }
}

/** The open is reached at once, out of the night; what is for the opening auction only, or at once, ends with it. */
function openSession(desk: Desk, date: SessionDate): void {
  priceMoves(0)(desk, date);
  for (const order of workingOrders(desk.state)) {
    if (order.timeInForce === 'opg') endLeftover(desk, order);
    else endImmediate(desk, order);
  }
}

/** Carries every order that rests at the exchange to that point of the session's path. */
function priceMoves(point: 0 | 1 | 2 | 3) {
  return (desk: Desk, date: SessionDate): void => {
    const { state, market } = desk;
    // Who becomes active on the way meets the rest of the move right then, and not once more in its turn.
    const watching = workingOrders(state).filter((order) => watchesPrices(desk, order, point));
    for (const order of watching) {
      const bar = market.bar(order.symbol, date);
      if (bar === undefined) continue;
      const path = pricePath(bar);
      match(desk, order, { from: point === 0 ? undefined : path[point - 1], to: path[point] });
    }
  };
}

function watchesPrices({ state }: Desk, order: PaperOrder, point: 0 | 1 | 2 | 3): boolean {
  if (order.status === 'held') return isArmed(state, order);
  return !isForAuction(order) || isInAuction(order, point);
}

function isInAuction({ timeInForce }: PaperOrder, point: 0 | 1 | 2 | 3): boolean {
  return (timeInForce === 'opg' && point === 0) || (timeInForce === 'cls' && point === 3);
}

function endSession(desk: Desk, date: SessionDate): void {
  const { state, market } = desk;
  priceMoves(3)(desk, date);
  endDayOrders(desk);
  for (const position of Object.values(state.positions)) {
    const bar = market.bar(position.symbol, date);
    if (bar !== undefined) position.lastClose = moneyFromNumber(bar.close);
  }
  const value = longValue(state, market);
  state.lastEquity = addMoney(state.cash, value);
  state.lastMaintenanceMargin = maintenanceOf(value);
  state.lastCash = state.cash;
}

/** Every order but one that is good till canceled has its last moment: the auction, the close or the end of the evening. */
function endDayOrders(desk: Desk): void {
  for (const order of dueOrders(desk)) if (order.timeInForce !== 'gtc') endLeftover(desk, order);
}

/** An order that grew too old is canceled like any other. */
function endOldOrders(desk: Desk): void {
  for (const order of dueOrders(desk)) {
    const isDue = order.timeInForce === 'gtc' && order.status !== 'pending_cancel';
    if (isDue && !isTerminal(order.status)) requestCancel(desk, order);
  }
}

function dueOrders({ state }: Desk): readonly PaperOrder[] {
  return workingOrders(state).filter(({ expiresAt }) => expiresAt <= state.now);
}

function endLeftover(desk: Desk, order: PaperOrder): void {
  if (isTerminal(order.status) || isStuck(order)) return;
  endGroup(desk, order, desk.state.behaviour.dayLeftover);
}
