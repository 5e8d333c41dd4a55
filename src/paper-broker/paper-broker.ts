/**
 * What a client may do: submit, cancel, replace. Each checks first and then changes the state in one go; a refusal
 * changes nothing. The reply shows an order as it was received (`pending_new` in the session, `accepted` outside it);
 * what happened to it in the same instant is seen by the next read, as at Alpaca.
 */
import type { Instant } from '../domain/account.ts';
import { ZERO, type Money } from '../domain/money.ts';
import { isTerminal, type KnownOrderStatus } from '../domain/order.ts';
import { NO_SHARES } from '../domain/quantity.ts';
import { addDays } from '../domain/session-date.ts';
import { newYorkDate, newYorkInstant } from '../rules/new-york-time.ts';
import { deterministicId } from './deterministic-id.ts';
import { currentOrNextSession, GTC_END_MINUTE, latestPrice, tradingPhase } from './market-price.ts';
import { endGroup, enter, route, transition, type Desk } from './order-book.ts';
import { reservePrice } from './order-facts.ts';
import { refusal, replaceRefusal, submitRefusal, type PaperRefusal } from './order-refusals.ts';
import {
  nextId,
  nextSequence,
  openQty,
  orderById,
  type BrokerEvent,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrder,
  type PaperOrderChange,
  type PaperOrderRequest,
} from './paper-state.ts';

/** An order as it was at one moment, with its legs. */
export type OrderSnapshot = { readonly order: PaperOrder; readonly legs: readonly PaperOrder[] };

export type PaperSubmitResult =
  | ({ readonly kind: 'accepted'; readonly events: readonly BrokerEvent[] } & OrderSnapshot)
  | PaperRefusal;
export type PaperCancelResult =
  { readonly kind: 'accepted'; readonly events: readonly BrokerEvent[] } | PaperRefusal;

const GTC_DAYS = 90;

export function submitOrder(
  state: PaperBrokerState,
  request: PaperOrderRequest,
  market: PaperMarket,
): PaperSubmitResult {
  const price = market.isKnown(request.symbol)
    ? latestPrice(state, request.symbol, market)
    : undefined;
  const facts = { state, market, request, price };
  const refused = submitRefusal(facts);
  if (refused !== undefined) return refused;
  const reserved = request.side === 'buy' ? reservePrice(facts) : ZERO;
  const family = newFamily(state, request, reserved);
  return place({ state, market, events: [] }, family);
}

/** The cancel takes effect at once, for the whole group. */
export function cancelOrder(
  state: PaperBrokerState,
  id: string,
  market: PaperMarket,
): PaperCancelResult {
  const order = orderById(state, id);
  if (order === undefined) return unknownOrder(id);
  if (isTerminal(order.status)) {
    return refusal(422, 42210000, `order is already in "${order.status}" state`);
  }
  const desk: Desk = { state, market, events: [] };
  endGroup(desk, order, 'canceled');
  return { kind: 'accepted', events: desk.events };
}

/**
 * Puts a new order, with a new id, in the place of a resting one. The successor of a leg is an order of its own: no
 * longer part of the group, and adjusted by splits like any other.
 */
export function replaceOrder(
  state: PaperBrokerState,
  id: string,
  change: PaperOrderChange,
  market: PaperMarket,
): PaperSubmitResult {
  const order = orderById(state, id);
  if (order === undefined) return unknownOrder(id);
  const request = successorOf(order, change);
  const price = latestPrice(state, order.symbol, market);
  const facts = { state, market, request, price, replaced: order };
  const refused = notReplaceable(state, order, request) ?? replaceRefusal(facts);
  if (refused !== undefined) return refused;
  const reserved = request.side === 'buy' ? reservePrice(facts) : ZERO;
  const family = newFamily(state, request, reserved, order.id);
  const desk: Desk = { state, market, events: [] };
  order.replacedBy = family.order.id;
  transition(desk, order, 'replaced');
  return place(desk, family);
}

/** A new order for the same account made by the broker itself: what a forward split leaves of a resting order. */
export function enterSuccessor(desk: Desk, order: PaperOrder, change: PaperOrderChange): void {
  const request = successorOf(order, change);
  const { order: next } = newFamily(desk.state, request, order.reservePrice, order.id);
  order.replacedBy = next.id;
  transition(desk, order, 'replaced');
  enter(desk, { ...next, expiresAt: order.expiresAt, status: 'new' });
}

function place(desk: Desk, { order, legs }: OrderSnapshot): PaperSubmitResult {
  enter(desk, order);
  for (const leg of legs) enter(desk, leg);
  const received = { order: { ...order }, legs: legs.map((leg) => ({ ...leg })) };
  route(desk, order);
  return { kind: 'accepted', ...received, events: desk.events };
}

function notReplaceable(
  state: PaperBrokerState,
  order: PaperOrder,
  next: PaperOrderRequest,
): PaperRefusal | undefined {
  if (order.status === 'replaced') return refusal(422, 42210000, 'order already replaced');
  if (order.status !== 'new') {
    return refusal(422, 42210000, `cannot replace order in ${order.status} status`);
  }
  if (order.legIds.length > 0) {
    return refusal(422, 42210000, 'cannot replace the entry of an oto group in this emulator');
  }
  if (order.parentId !== null && state.behaviour.legReplace === 'refused') {
    return refusal(422, 42210000, 'cannot replace a leg of an oto order');
  }
  if (next.timeInForce !== 'day' && next.timeInForce !== 'gtc') {
    return refusal(422, 40010001, 'invalid time_in_force');
  }
  const same =
    next.qty === order.qty &&
    next.limitPrice === order.limitPrice &&
    next.stopPrice === order.stopPrice &&
    next.timeInForce === order.timeInForce;
  return same ? refusal(422, 42210000, 'order parameters are not changed') : undefined;
}

function successorOf(order: PaperOrder, change: PaperOrderChange): PaperOrderRequest {
  return {
    clientOrderId: change.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    timeInForce: change.timeInForce ?? order.timeInForce,
    orderClass: 'simple',
    qty: change.qty ?? openQty(order),
    notional: null,
    trailPrice: null,
    trailPercent: null,
    stopLossLimitPrice: null,
    positionIntent: null,
    limitPrice: change.limitPrice ?? order.limitPrice,
    stopPrice: change.stopPrice ?? order.stopPrice,
    takeProfitPrice: null,
    stopLossPrice: null,
    extendedHours: false,
  };
}

/** The order and, for a group, its leg. The request has passed its checks. */
function newFamily(
  state: PaperBrokerState,
  request: PaperOrderRequest,
  reserved: Money,
  replaces: string | null = null,
): OrderSnapshot {
  const { symbol, type, limitPrice, stopPrice, stopLossPrice } = request;
  const sequence = nextSequence(state);
  const legSequence = request.orderClass === 'oto' ? nextSequence(state) : null;
  const idOf = (made: number): string => deterministicId(state.seed, made);
  const shared = {
    symbol,
    timeInForce: request.timeInForce === 'gtc' ? 'gtc' : 'day',
    orderClass: request.orderClass === 'oto' ? 'oto' : 'simple',
    qty: request.qty,
    notional: request.notional,
    trailPrice: null,
    trailPercent: null,
    hwm: null,
    extendedHours: false,
    role: null,
    ...lifeFrom(state.now, request.timeInForce),
  } as const;
  const order: PaperOrder = {
    ...shared,
    id: idOf(sequence),
    sequence,
    clientOrderId: request.clientOrderId ?? nextId(state),
    side: request.side,
    type: type === 'limit' || type === 'stop' ? type : 'market',
    parentId: null,
    legIds: legSequence === null ? [] : [idOf(legSequence)],
    limitPrice,
    stopPrice,
    reservePrice: reserved,
    replaces,
    status: firstStatus(state.now),
  };
  if (legSequence === null) return { order, legs: [] };
  const leg: PaperOrder = {
    ...order,
    id: idOf(legSequence),
    sequence: legSequence,
    clientOrderId: nextId(state),
    side: request.side === 'buy' ? 'sell' : 'buy',
    type: 'stop',
    parentId: order.id,
    legIds: [],
    limitPrice: null,
    stopPrice: stopLossPrice,
    reservePrice: ZERO,
    role: 'stop_loss',
    status: 'held',
  };
  return { order, legs: [leg] };
}

function lifeFrom(now: Instant, timeInForce: string) {
  return {
    createdAt: now,
    submittedAt: now,
    updatedAt: now,
    expiresAt: timeInForce === 'gtc' ? gtcEnd(now) : currentOrNextSession(now).close,
    filledQty: NO_SHARES,
    filledValue: ZERO,
    triggered: false,
    cancelRequestedAt: null,
    cancelDueAt: null,
    failedAt: null,
    filledAvgPrice: null,
    filledAt: null,
    canceledAt: null,
    expiredAt: null,
    replacedAt: null,
    replacedBy: null,
  } as const;
}

function gtcEnd(now: Instant): Instant {
  return newYorkInstant(addDays(newYorkDate(now), GTC_DAYS), GTC_END_MINUTE);
}

function firstStatus(now: Instant): KnownOrderStatus {
  return tradingPhase(now) === 'core' ? 'pending_new' : 'accepted';
}

function unknownOrder(id: string): PaperRefusal {
  return refusal(404, 40410000, `order not found for ${id}`);
}
