/**
 * How orders live: routed, triggered, filled, and what that does to the other orders of their group. An order trades at
 * one price at a time, completely unless the operator wants partial fills.
 */
import type { Money } from '../domain/money.ts';
import { isTerminal, type KnownOrderStatus } from '../domain/order.ts';
import { addQuantity, NO_SHARES } from '../domain/quantity.ts';
import { newYorkDate } from '../rules/new-york-time.ts';
import { availableQty } from './account-figures.ts';
import {
  endGroup,
  enter,
  groupOf,
  isStuck,
  noteQuietly,
  restate,
  transition,
  type Desk,
} from './desk.ts';
import { latestPrice } from './market-price.ts';
import { execute, wantedAt } from './order-fills.ts';
import { identityFrom, orderFrom } from './order-family.ts';
import {
  legsOf,
  openQty,
  orderById,
  positionOf,
  type PaperBrokerState,
  type PaperOrder,
} from './paper-state.ts';
import { reactionOf, type PriceMove, type Reaction } from './price-reaction.ts';
import { tradingPhase } from './session-times.ts';

const AT_EXCHANGE: ReadonlySet<KnownOrderStatus> = new Set([
  'new',
  'partially_filled',
  'pending_cancel',
]);

/** Brings a new order to the exchange as far as the time of day allows: it stays queued at night. */
export function route(desk: Desk, order: PaperOrder): void {
  const phase = tradingPhase(desk.state.now);
  if (phase === 'queued' || (phase === 'late' && !order.extendedHours)) return;
  goLive(desk, order);
  if (phase === 'core' || order.extendedHours) matchNow(desk, order);
}

/** The exchange takes the order; the stop of a one-cancels-other group rests beside its target from then on. */
export function goLive(desk: Desk, order: PaperOrder): void {
  if (desk.state.behaviour.rejectedSymbols.includes(order.symbol)) {
    transition(desk, order, 'rejected');
    endGroup(desk, order, 'canceled');
    return;
  }
  transition(desk, order, 'new');
  if (order.orderClass !== 'oco') return;
  for (const leg of legsOf(desk.state, order)) {
    if (leg.status === 'held' && !isArmed(desk.state, leg)) transition(desk, leg, 'new');
  }
}

/** Fills an order at the latest trade when that satisfies it. A stock that does not trade today fills nothing. */
export function matchNow(desk: Desk, order: PaperOrder): void {
  const { state, market } = desk;
  if (isForAuction(order)) return;
  const isTrading = market.bar(order.symbol, newYorkDate(state.now)) !== undefined;
  const to = isTrading ? latestPrice(state, order.symbol, market) : undefined;
  if (to !== undefined) match(desk, order, { from: undefined, to });
  endImmediate(desk, order);
}

export function isForAuction({ timeInForce }: PaperOrder): boolean {
  return timeInForce === 'opg' || timeInForce === 'cls';
}

/** What an immediate order did not get at once is canceled. */
export function endImmediate(desk: Desk, order: PaperOrder): void {
  const isImmediate = order.timeInForce === 'ioc' || order.timeInForce === 'fok';
  if (isImmediate && !isTerminal(order.status) && !isStuck(order))
    transition(desk, order, 'canceled');
}

/** A stop that is held back beside a target that rests: it watches the price all the same. */
export function isArmed(state: PaperBrokerState, order: PaperOrder): boolean {
  if (state.behaviour.stopBesideTarget === 'new' || order.role !== 'stop_loss') return false;
  return groupOf(state, order).some(
    ({ role, status }) => role === 'take_profit' && AT_EXCHANGE.has(status),
  );
}

/** Fills a resting order when the move reaches its price; then its legs meet the rest of the same move. */
export function match(desk: Desk, order: PaperOrder, move: PriceMove): void {
  if (!canTrade(desk, order)) return;
  const reaction = reactionOf(order, move, desk.state.behaviour);
  const isElected = reaction.triggered && !order.triggered;
  if (isElected && order.status === 'held') transition(desk, order, 'new');
  keepReaction(desk, order, reaction);
  if (reaction.price === undefined) return;
  const trading = isElected ? electedOrder(desk, order) : order;
  if (cannotDeliver(desk, trading, reaction.price)) {
    transition(desk, trading, 'canceled');
    return;
  }
  execute(desk, trading, reaction.price);
  if (trading.role !== null) tellSiblings(desk, trading);
  else if (trading.status === 'filled') activateLegs(desk, trading, reaction.price, move);
}

function canTrade({ state }: Desk, order: PaperOrder): boolean {
  const { status } = order;
  const isLive =
    (AT_EXCHANGE.has(status) && !isStuck(order)) || (status === 'held' && isArmed(state, order));
  return isLive && !state.behaviour.haltedSymbols.includes(order.symbol);
}

function keepReaction(desk: Desk, order: PaperOrder, { trail, triggered }: Reaction): void {
  const moved = trail !== undefined && trail.hwm !== order.hwm;
  if (!moved && triggered === order.triggered) return;
  if (trail !== undefined) {
    order.hwm = trail.hwm;
    order.stopPrice = trail.stopPrice;
  }
  order.triggered = triggered;
  noteQuietly(desk, order);
}

/**
 * Only a leg that outlived a reverse split can ask for more than is held; nothing is ever sold short. The last fraction
 * of a cent of a notional order may buy nothing.
 */
function cannotDeliver({ state }: Desk, order: PaperOrder, price: Money): boolean {
  const wanted = wantedAt(state, order, price);
  const held = positionOf(state, order.symbol)?.qty ?? NO_SHARES;
  return wanted === 0 || (order.side === 'sell' && wanted > held);
}

/** Where the operator wants it so, a stop leg that was reached makes way for a market order with another id. */
function electedOrder(desk: Desk, order: PaperOrder): PaperOrder {
  const { state } = desk;
  const isReplaced = state.behaviour.stopLegFill === 'replaced';
  if (!isReplaced || order.role !== 'stop_loss' || order.type !== 'stop') return order;
  const next = orderFrom(identityFrom(state, null), {
    ...order,
    type: 'market',
    stopPrice: null,
    qty: openQty(order),
    replaces: order.id,
    status: 'new',
  });
  order.replacedBy = next.id;
  transition(desk, order, 'replaced');
  enter(desk, next);
  const parent = order.parentId === null ? undefined : orderById(state, order.parentId);
  if (parent !== undefined) {
    parent.legIds = [...parent.legIds, next.id];
    noteQuietly(desk, parent);
  }
  return next;
}

/** One exit cancels the other; a part of one leaves as much of the other as is still held. */
function tellSiblings(desk: Desk, order: PaperOrder): void {
  for (const other of groupOf(desk.state, order)) {
    if (other === order || other.role === null || isTerminal(other.status)) continue;
    if (order.status === 'filled') {
      if (!isStuck(other)) transition(desk, other, 'canceled');
    } else {
      other.qty = addQuantity(other.filledQty, openQty(order));
      restate(desk, other);
    }
  }
}

/**
 * Only a completely filled entry is protected, and only its shares that are free: while it was filled in parts, another
 * sale may have taken some.
 */
function activateLegs(desk: Desk, entry: PaperOrder, price: Money, move: PriceMove): void {
  const rest = { from: move.from === undefined ? undefined : price, to: move.to };
  const free = availableQty(desk.state, entry.symbol);
  for (const leg of legsOf(desk.state, entry)) {
    if (leg.status !== 'held') continue;
    if (leg.side === 'sell' && openQty(leg) > free) leg.qty = free;
    if (leg.qty === NO_SHARES) transition(desk, leg, 'canceled');
    else if (!isArmed(desk.state, leg)) transition(desk, leg, 'new');
    match(desk, leg, rest);
  }
}
