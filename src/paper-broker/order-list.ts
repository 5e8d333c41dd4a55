/**
 * Which orders a list shows. `open` hides `held` legs, and legs shown inside their parent are no rows of their own: the
 * active stop of a filled entry is therefore missing from a nested list of open orders, as at Alpaca.
 *
 * @see https://docs.alpaca.markets/reference/getallorders-1
 */
import type { Instant } from '../domain/account.ts';
import { isTerminal, type Side } from '../domain/order.ts';
import type { OrderSnapshot } from './paper-broker.ts';
import {
  legsOf,
  orderById,
  workingOrders,
  type PaperBrokerState,
  type PaperOrder,
} from './paper-state.ts';

export type PaperOrderQuery = {
  readonly status: 'open' | 'closed' | 'all';
  readonly limit: number;
  /** Exclusive, as is `until`; both on the time of submission. */
  readonly after: Instant | null;
  readonly until: Instant | null;
  readonly direction: 'asc' | 'desc';
  readonly nested: boolean;
  /** Null for all. */
  readonly symbols: readonly string[] | null;
  readonly side: Side | null;
  /** Exclusive, in the order of submission; an id that is unknown leaves nothing out. */
  readonly beforeOrderId?: string | null;
  readonly afterOrderId?: string | null;
};

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
