/** How a request becomes an order with its legs. The request has passed its checks. */
import type { Instant } from '../domain/account.ts';
import { ZERO, type Money } from '../domain/money.ts';
import type { KnownOrderStatus, TimeInForce } from '../domain/order.ts';
import { NO_SHARES } from '../domain/quantity.ts';
import { deterministicId } from './deterministic-id.ts';
import {
  nextId,
  nextSequence,
  type LegRole,
  type PaperBrokerState,
  type PaperOrder,
  type PaperOrderRequest,
} from './paper-state.ts';
import { trailingStopPrice } from './price-reaction.ts';
import {
  auctionSession,
  currentOrNextExtendedSession,
  currentOrNextSession,
  gtcEnd,
  tradingPhase,
} from './session-times.ts';

export type OrderFamily = { readonly order: PaperOrder; readonly legs: readonly PaperOrder[] };

export type Origin = {
  readonly request: PaperOrderRequest;
  readonly reservePrice: Money;
  /** The last trade, from which a trailing stop starts. */
  readonly price: Money | undefined;
  readonly replaces: string | null;
};

/** The order and, for a group, its legs. */
export function newFamily(state: PaperBrokerState, origin: Origin): OrderFamily {
  const { request } = origin;
  const born = bornNow(state, request.clientOrderId);
  const roles = rolesOf(request);
  const legIds = roles.map(() => bornNow(state, nextId(state)));
  // Three spreads of so many fields take thirty times as long.
  const order: PaperOrder = Object.assign(born, termsOf(origin), {
    legIds: legIds.map(({ id }) => id),
    expiresAt: endOf(state.now, request),
    status: firstStatus(state.now, request),
  });
  const legs = roles.flatMap((role, index) => {
    const identity = legIds[index];
    return identity === undefined ? [] : [legOf(order, role, request, identity)];
  });
  return { order, legs };
}

/** What every new order begins with; without a client order id it gets a generated one. */
export function bornNow(state: PaperBrokerState, clientOrderId: string | null) {
  const { now } = state;
  const sequence = nextSequence(state);
  return {
    id: deterministicId(state.seed, sequence),
    sequence,
    clientOrderId: clientOrderId ?? nextId(state),
    createdAt: now,
    submittedAt: now,
    updatedAt: now,
    filledQty: NO_SHARES,
    filledValue: ZERO,
    filledAvgPrice: null,
    triggered: false,
    filledAt: null,
    cancelRequestedAt: null,
    cancelDueAt: null,
    canceledAt: null,
    expiredAt: null,
    failedAt: null,
    replacedAt: null,
    replacedBy: null,
  } as const;
}

function termsOf({ request, reservePrice, price, replaces }: Origin) {
  const { side, type, trailPrice, trailPercent } = request;
  const hwm = type === 'trailing_stop' ? (price ?? ZERO) : null;
  return {
    symbol: request.symbol,
    side,
    type,
    timeInForce: request.timeInForce,
    orderClass: request.orderClass,
    parentId: null,
    role: request.orderClass === 'oco' ? 'take_profit' : null,
    qty: request.qty,
    notional: request.notional,
    limitPrice: request.limitPrice,
    stopPrice:
      hwm === null ? request.stopPrice : trailingStopPrice({ side, trailPrice, trailPercent }, hwm),
    trailPrice,
    trailPercent,
    hwm,
    extendedHours: request.extendedHours,
    reservePrice,
    replaces,
  } as const;
}

/** The exits a group adds to its order. The target of a one-cancels-other group is the order itself. */
function rolesOf({ orderClass, takeProfitPrice, stopLossPrice }: PaperOrderRequest): LegRole[] {
  if (orderClass === 'simple') return [];
  const roles: LegRole[] = [];
  if (orderClass !== 'oco' && takeProfitPrice !== null) roles.push('take_profit');
  if (stopLossPrice !== null) roles.push('stop_loss');
  return roles;
}

/** A leg has the time in force of its group, closes what the entry opens, and is held back. */
function legOf(
  order: PaperOrder,
  role: LegRole,
  request: PaperOrderRequest,
  identity: ReturnType<typeof bornNow>,
): PaperOrder {
  const isTarget = role === 'take_profit';
  const stopType = request.stopLossLimitPrice === null ? 'stop' : 'stop_limit';
  const opposite = order.side === 'buy' ? 'sell' : 'buy';
  return {
    ...order,
    ...identity,
    side: order.orderClass === 'oco' ? order.side : opposite,
    type: isTarget ? 'limit' : stopType,
    parentId: order.id,
    legIds: [],
    role,
    limitPrice: isTarget ? request.takeProfitPrice : request.stopLossLimitPrice,
    stopPrice: isTarget ? null : request.stopLossPrice,
    reservePrice: ZERO,
    replaces: null,
    status: 'held',
  };
}

type Terms = { readonly timeInForce: TimeInForce; readonly extendedHours: boolean };

function endOf(now: Instant, { timeInForce, extendedHours }: Terms): Instant {
  if (timeInForce === 'gtc') return gtcEnd(now);
  if (timeInForce === 'opg') return auctionSession(now, 'opg').open;
  if (timeInForce === 'cls') return auctionSession(now, 'cls').close;
  return extendedHours ? currentOrNextExtendedSession(now).late : currentOrNextSession(now).close;
}

/** `pending_new` when the exchange can take it at once. */
function firstStatus(now: Instant, { extendedHours }: Terms): KnownOrderStatus {
  const phase = tradingPhase(now);
  const isOpen = phase === 'core' || (extendedHours && phase !== 'queued');
  return isOpen ? 'pending_new' : 'accepted';
}
