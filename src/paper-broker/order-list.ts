/**
 * Which orders a list shows. `open` hides `held` legs, and legs shown inside their parent are no rows of their own: the
 * active stop of a filled entry is therefore missing from a nested list of open orders, as at Alpaca.
 *
 * @see https://docs.alpaca.markets/reference/getallorders-1
 */
import { isTerminal } from '../domain/order.ts';
import type { PaperOrderQuery } from '../domain/paper-request.ts';
import type { OrderSnapshot } from './paper-broker.ts';
import {
  legsOf,
  orderById,
  workingOrders,
  type PaperBrokerState,
  type PaperOrder,
} from './paper-state.ts';

export function ordersView(state: PaperBrokerState, query: PaperOrderQuery): OrderSnapshot[] {
  const candidates = query.status === 'open' ? workingOrders(state) : Object.values(state.orders);
  const sign = query.direction === 'asc' ? 1 : -1;
  const before = orderById(state, query.beforeOrderId ?? '');
  const after = orderById(state, query.afterOrderId ?? '');
  return candidates
    .filter(
      (order) =>
        isAsked(order, query) &&
        (before === undefined || bySubmission(order, before) < 0) &&
        (after === undefined || bySubmission(order, after) > 0),
    )
    .sort((a, b) => sign * bySubmission(a, b))
    .slice(0, query.limit)
    .map((order) => ({ order, legs: query.nested ? legsOf(state, order) : [] }));
}

function bySubmission(a: PaperOrder, b: PaperOrder): number {
  return a.submittedAt - b.submittedAt || a.sequence - b.sequence;
}

function isAsked(order: PaperOrder, query: PaperOrderQuery): boolean {
  return (
    hasStatus(order, query.status) &&
    !(query.nested && order.parentId !== null) &&
    (query.after === null || order.submittedAt > query.after) &&
    (query.until === null || order.submittedAt < query.until) &&
    (query.symbols === null || query.symbols.includes(order.symbol)) &&
    (query.side === null || query.side === order.side)
  );
}

function hasStatus(order: PaperOrder, status: PaperOrderQuery['status']): boolean {
  if (status === 'all') return true;
  if (status === 'closed') return isTerminal(order.status);
  return !isTerminal(order.status) && order.status !== 'held';
}
