/**
 * A replacement is a new order, with a new id, in the place of a resting one. Of a partially filled order it takes over
 * the rest: `qty` asks for the total, and the successor is for what of it is not traded yet.
 *
 * @see https://docs.alpaca.markets/reference/patchorderbyorderid-1
 */
import { moneyFromNumber, ZERO } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import { isWholeShares, quantityFromUnits, type Quantity } from '../domain/quantity.ts';
import { enter, noteQuietly, restate, transition, type Desk } from './desk.ts';
import { newFamily } from './order-family.ts';
import {
  legsOf,
  openQty,
  orderById,
  type PaperBrokerState,
  type PaperOrder,
  type PaperOrderChange,
  type PaperOrderRequest,
} from './paper-state.ts';
import { refusal, type PaperRefusal } from './refusal.ts';
import { tradingPhase } from './session-times.ts';

/** The successor as a request of its own: what the checks look at. */
export function successorOf(order: PaperOrder, change: PaperOrderChange): PaperOrderRequest {
  const { trail } = change;
  const trailPrice = trail === null ? order.trailPrice : moneyFromNumber(trail);
  return {
    clientOrderId: change.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    timeInForce: change.timeInForce ?? order.timeInForce,
    orderClass: 'simple',
    qty: restOf(order, change.qty),
    notional: order.notional,
    limitPrice: change.limitPrice ?? order.limitPrice,
    stopPrice: order.type === 'trailing_stop' ? null : (change.stopPrice ?? order.stopPrice),
    trailPrice: order.trailPrice === null ? null : trailPrice,
    trailPercent: order.trailPercent === null ? null : (trail ?? order.trailPercent),
    takeProfitPrice: null,
    stopLossPrice: null,
    stopLossLimitPrice: null,
    extendedHours: order.extendedHours,
    positionIntent: null,
  };
}

function restOf(order: PaperOrder, total: Quantity | null): Quantity | null {
  if (total === null) return order.qty === null ? null : openQty(order);
  return quantityFromUnits(total - order.filledQty);
}

/** Why that order, in its present state, cannot be replaced like that. */
export function notReplaceable(
  state: PaperBrokerState,
  order: PaperOrder,
  change: PaperOrderChange,
): PaperRefusal | undefined {
  const no = (message: string): PaperRefusal => refusal(422, 42210000, message);
  if (order.status === 'replaced') return no('order already replaced');
  if (order.status !== 'new' && order.status !== 'partially_filled') {
    return no(`cannot replace order in ${order.status} status`);
  }
  if (tradingPhase(state.now) === 'queued' && state.behaviour.nightReplace === 'refused') {
    return no('cannot replace order outside of trading hours');
  }
  if (order.parentId !== null && state.behaviour.legReplace === 'refused') {
    return no(`cannot replace a leg of an ${order.orderClass} order`);
  }
  if (order.notional !== null) return no('cannot replace a notional order');
  return notChangeable(order, change, no);
}

function notChangeable(
  order: PaperOrder,
  change: PaperOrderChange,
  no: (message: string) => PaperRefusal,
): PaperRefusal | undefined {
  const { qty, timeInForce } = change;
  if (timeInForce !== null && timeInForce !== 'day' && timeInForce !== 'gtc') {
    return refusal(422, 40010001, 'invalid time_in_force');
  }
  if (change.trail !== null && order.type !== 'trailing_stop') {
    return refusal(422, 40010001, 'trail is for trailing stop orders only');
  }
  if (qty !== null && order.filledQty > 0 && qty <= order.filledQty) {
    return no('qty must be > filled_qty');
  }
  if (qty !== null && qty !== order.qty) {
    const isFractional = order.qty !== null && !isWholeShares(order.qty);
    if (isFractional || !isWholeShares(qty))
      return no('qty of a fractional order cannot be changed');
    if (isPaired(order)) return no('qty of a leg cannot be changed');
  }
  return isSame(order, change) ? no('order parameters are not changed') : undefined;
}

/** Two exits stand for the same shares. */
function isPaired({ role, orderClass }: PaperOrder): boolean {
  return role !== null && orderClass !== 'oto';
}

function isSame(order: PaperOrder, change: PaperOrderChange): boolean {
  return (
    (change.qty ?? order.qty) === order.qty &&
    (change.limitPrice ?? order.limitPrice) === order.limitPrice &&
    (change.stopPrice ?? order.stopPrice) === order.stopPrice &&
    (change.timeInForce ?? order.timeInForce) === order.timeInForce &&
    (change.trail === null ||
      (order.trailPercent ?? (order.trailPrice ?? ZERO) / 10_000) === change.trail)
  );
}

/**
 * The order that takes the place of another one. It takes its place in the group too, except for the leg of an `oto`
 * group: its entry is filled, nothing is left that the two could share, and it stands alone from then on.
 */
export function successor(
  state: PaperBrokerState,
  old: PaperOrder,
  request: PaperOrderRequest,
  facts: Pick<Parameters<typeof newFamily>[1], 'reservePrice' | 'price'>,
): PaperOrder {
  const { order } = newFamily(state, { request, ...facts, replaces: old.id });
  const isEntry = old.parentId === null;
  if (!isEntry && !isPaired(old)) return order;
  return {
    ...order,
    orderClass: old.orderClass,
    role: old.role,
    parentId: old.parentId,
    legIds: old.legIds,
  };
}

/** Links the two; the rest of the group belongs to the new one from now on. */
export function handOver(desk: Desk, old: PaperOrder, next: PaperOrder): void {
  const { state } = desk;
  old.replacedBy = next.id;
  transition(desk, old, 'replaced');
  const parent = next.parentId === null ? undefined : orderById(state, next.parentId);
  if (parent !== undefined) {
    parent.legIds = parent.legIds.map((id) => (id === old.id ? next.id : id));
    noteQuietly(desk, parent);
  }
  for (const leg of next.parentId === null ? legsOf(state, next) : []) {
    if (isTerminal(leg.status)) continue;
    leg.parentId = next.id;
    leg.qty = protectedQty(leg, old, next);
    restate(desk, leg);
  }
}

/** The legs of an entry stand for all it bought, under whichever ids; the stop beside a target for what is left. */
function protectedQty(leg: PaperOrder, old: PaperOrder, next: PaperOrder): Quantity {
  if (next.role !== null || leg.qty === null) return openQty(next);
  return quantityFromUnits(leg.qty + openQty(next) - openQty(old));
}

/** A successor made by the broker itself: what a forward split leaves of a resting order. */
export function enterSuccessor(
  desk: Desk,
  old: PaperOrder,
  request: PaperOrderRequest,
  changes: Partial<PaperOrder>,
): void {
  const facts = { reservePrice: request.limitPrice ?? request.stopPrice ?? old.reservePrice };
  const origin = { request, ...facts, price: undefined, replaces: old.id };
  const { order } = newFamily(desk.state, origin);
  const next: PaperOrder = { ...order, ...changes, expiresAt: old.expiresAt, status: 'new' };
  old.replacedBy = next.id;
  transition(desk, old, 'replaced');
  enter(desk, next);
}
