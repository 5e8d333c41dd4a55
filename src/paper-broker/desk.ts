/** Orders change here and nowhere else: each change is checked against the one status table and told as one event. */
import { invariant } from '../domain/invariant.ts';
import { isLegalTransition, isTerminal, type KnownOrderStatus } from '../domain/order.ts';
import {
  legsOf,
  orderById,
  type BrokerEvent,
  type OrderEvent,
  type OrderEventName,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrder,
} from './paper-state.ts';

/** A state at work: the market it sees and the events of this call so far. */
export type Desk = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  readonly events: BrokerEvent[];
};

/** Statuses that have an event of their own name; fills are told by `execute`. */
type Told = Extract<KnownOrderStatus, OrderEventName>;

export type Execution = Pick<OrderEvent, 'executionId' | 'price' | 'qty' | 'positionQty'>;

const NO_EXECUTION: Execution = { executionId: null, price: null, qty: null, positionQty: null };

export function transition(desk: Desk, order: PaperOrder, status: Told): void {
  reach(desk, order, status);
  announce(desk, order, status);
}

/** Changes the status without telling it: whoever calls tells more than the status. */
export function reach({ state }: Desk, order: PaperOrder, status: KnownOrderStatus): void {
  if (!isLegalTransition(order.status, status))
    invariant(false, `order ${order.id} cannot go from ${order.status} to ${status}`);
  order.status = status;
  order.updatedAt = state.now;
  if (!isTerminal(status)) return;
  stampEnd(order, status, state.now);
  order.cancelDueAt = null;
  const at = state.working.indexOf(order.id);
  invariant(at >= 0, `order ${order.id} ends once`);
  state.working.splice(at, 1);
}

function stampEnd(order: PaperOrder, status: KnownOrderStatus, now: number): void {
  if (status === 'filled') order.filledAt = now;
  if (status === 'canceled') order.canceledAt = now;
  if (status === 'expired') order.expiredAt = now;
  if (status === 'replaced') order.replacedAt = now;
  if (status === 'rejected') order.failedAt = now;
}

export function announce(
  desk: Desk,
  order: PaperOrder,
  event: OrderEventName,
  execution: Execution = NO_EXECUTION,
): void {
  const copy = Object.freeze({ ...order });
  desk.events.push({ kind: 'order', at: desk.state.now, event, order: copy, ...execution });
}

/** The order was changed by the broker or by a company, and says so. */
export function restate(desk: Desk, order: PaperOrder): void {
  order.updatedAt = desk.state.now;
  announce(desk, order, 'restated');
}

/** Something that a client reads and no stream tells: a trigger moved or was reached, a leg got a successor. */
export function noteQuietly(desk: Desk, order: PaperOrder): void {
  order.updatedAt = desk.state.now;
  desk.events.push({ kind: 'trail', at: desk.state.now, orderId: order.id });
}

/** Enters a new order under its first status, which is no transition. */
export function enter(desk: Desk, order: PaperOrder): void {
  const { state } = desk;
  invariant(
    !Object.hasOwn(state.orderIdByClientId, order.clientOrderId),
    `client order id ${order.clientOrderId} is used`,
  );
  state.orders[order.id] = order;
  state.orderIdByClientId[order.clientOrderId] = order.id;
  state.working.push(order.id);
  announce(desk, order, order.status as Told);
}

/** The order, the one it is a leg of, and all legs of that. */
export function groupOf(state: PaperBrokerState, order: PaperOrder): readonly PaperOrder[] {
  const parent = order.parentId === null ? order : orderById(state, order.parentId);
  return parent === undefined ? [order] : [parent, ...legsOf(state, parent)];
}

/** A cancel that never comes to an end: the order neither trades nor expires. */
export function isStuck(order: PaperOrder): boolean {
  return order.status === 'pending_cancel' && order.cancelDueAt === null;
}

/** Ends an order and the group it belongs to: canceling one cancels the rest. */
export function endGroup(desk: Desk, order: PaperOrder, status: 'canceled' | 'expired'): void {
  for (const member of groupOf(desk.state, order)) {
    if (!isTerminal(member.status) && !isStuck(member)) transition(desk, member, status);
  }
}
