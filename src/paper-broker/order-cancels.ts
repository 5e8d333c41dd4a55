/** A cancel is a request: at once by default, or pending for as long as the operator says; meanwhile a fill may win. */
import type { Instant } from '../domain/account.ts';
import { isTerminal } from '../domain/order.ts';
import { endGroup, groupOf, transition, type Desk } from './desk.ts';
import type { Dwell } from './paper-behaviour.ts';
import { workingOrders, type PaperBrokerState, type PaperOrder } from './paper-state.ts';

/** For the whole group. Held legs are not at the exchange and end at once. */
export function requestCancel(desk: Desk, order: PaperOrder): void {
  const { state } = desk;
  const dwell = dwellOf(state, order.symbol);
  order.cancelRequestedAt = state.now;
  if (dwell === 0) {
    endGroup(desk, order, 'canceled');
    return;
  }
  for (const member of groupOf(state, order)) {
    if (isTerminal(member.status) || member.status === 'pending_cancel') continue;
    member.cancelRequestedAt = state.now;
    if (member.status === 'held') transition(desk, member, 'canceled');
    else {
      member.cancelDueAt = dwell === 'stuck' ? null : state.now + dwell;
      transition(desk, member, 'pending_cancel');
    }
  }
}

/** Carries out the pending cancels that are due up to and including `instant`, in order of time. */
export function settleCancels(desk: Desk, instant: Instant): void {
  for (;;) {
    const next = nextCancel(desk.state);
    if (next === undefined || next.due > instant) return;
    desk.state.now = Math.max(desk.state.now, next.due);
    transition(desk, next.order, 'canceled');
  }
}

/** The pending cancel that is due first. */
export function nextCancel(
  state: PaperBrokerState,
): { readonly order: PaperOrder; readonly due: Instant } | undefined {
  let next: { readonly order: PaperOrder; readonly due: Instant } | undefined;
  for (const order of workingOrders(state)) {
    const due = order.cancelDueAt;
    if (due !== null && (next === undefined || due < next.due)) next = { order, due };
  }
  return next;
}

function dwellOf({ behaviour }: PaperBrokerState, symbol: string): Dwell {
  const { cancelDwell, cancelDwellBySymbol } = behaviour;
  return Object.hasOwn(cancelDwellBySymbol, symbol)
    ? (cancelDwellBySymbol[symbol] ?? cancelDwell)
    : cancelDwell;
}
