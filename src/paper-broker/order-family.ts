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
  const identity = identityFrom(state, request.clientOrderId);
  const legs = rolesOf(request).map((role) => ({ role, ...identityFrom(state, null) }));
  const terms = termsOf(
    state,
    origin,
    legs.map(({ id }) => id),
  );
  return {
    order: orderFrom(identity, terms),
    legs: legs.map((leg) => orderFrom(leg, legTerms(terms, leg.role, request, identity.id))),
  };
}

export type Identity = {
  readonly id: string;
  readonly sequence: number;
  readonly clientOrderId: string;
  readonly now: Instant;
};

/** Without a client order id it gets a generated one. */
export function identityFrom(state: PaperBrokerState, clientOrderId: string | null): Identity {
  const sequence = nextSequence(state);
  return {
    id: deterministicId(state.seed, sequence),
    sequence,
    clientOrderId: clientOrderId ?? nextId(state),
    now: state.now,
  };
}

/** What is agreed when an order is made. */
export type OrderTerms = Omit<
  PaperOrder,
  | 'id'
  | 'sequence'
  | 'clientOrderId'
  | 'filledQty'
  | 'filledValue'
  | 'filledAvgPrice'
  | 'triggered'
  | 'replacedBy'
  | 'cancelDueAt'
  | `${string}At`
> & { readonly expiresAt: Instant };

/** Written out field by field: an object put together from parts is an order of magnitude slower to use. */
export function orderFrom(identity: Identity, terms: OrderTerms): PaperOrder {
  const { now } = identity;
  return {
    id: identity.id,
    sequence: identity.sequence,
    clientOrderId: identity.clientOrderId,
    symbol: terms.symbol,
    side: terms.side,
    type: terms.type,
    timeInForce: terms.timeInForce,
    orderClass: terms.orderClass,
    parentId: terms.parentId,
    legIds: terms.legIds,
    role: terms.role,
    qty: terms.qty,
    notional: terms.notional,
    limitPrice: terms.limitPrice,
    stopPrice: terms.stopPrice,
    trailPrice: terms.trailPrice,
    trailPercent: terms.trailPercent,
    hwm: terms.hwm,
    extendedHours: terms.extendedHours,
    reservePrice: terms.reservePrice,
    createdAt: now,
    expiresAt: terms.expiresAt,
    replaces: terms.replaces,
    status: terms.status,
    filledQty: NO_SHARES,
    filledValue: ZERO,
    filledAvgPrice: null,
    triggered: false,
    submittedAt: now,
    updatedAt: now,
    filledAt: null,
    cancelRequestedAt: null,
    cancelDueAt: null,
    canceledAt: null,
    expiredAt: null,
    failedAt: null,
    replacedAt: null,
    replacedBy: null,
  };
}

function termsOf(
  { now }: PaperBrokerState,
  { request, reservePrice, price, replaces }: Origin,
  legIds: readonly string[],
): OrderTerms {
  const { side, type, trailPrice, trailPercent } = request;
  const hwm = type === 'trailing_stop' ? (price ?? ZERO) : null;
  return {
    symbol: request.symbol,
    side,
    type,
    timeInForce: request.timeInForce,
    orderClass: request.orderClass,
    parentId: null,
    legIds,
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
    expiresAt: endOf(now, request),
    status: firstStatus(now, request),
  };
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
function legTerms(
  terms: OrderTerms,
  role: LegRole,
  request: PaperOrderRequest,
  parentId: string,
): OrderTerms {
  const isTarget = role === 'take_profit';
  const stopType = request.stopLossLimitPrice === null ? 'stop' : 'stop_limit';
  const opposite = terms.side === 'buy' ? 'sell' : 'buy';
  return {
    ...terms,
    side: terms.orderClass === 'oco' ? terms.side : opposite,
    type: isTarget ? 'limit' : stopType,
    parentId,
    legIds: [],
    role,
    limitPrice: isTarget ? request.takeProfitPrice : request.stopLossLimitPrice,
    stopPrice: isTarget ? null : request.stopLossPrice,
    reservePrice: ZERO,
    replaces: null,
    status: 'held',
  };
}

type Ending = { readonly timeInForce: TimeInForce; readonly extendedHours: boolean };

function endOf(now: Instant, { timeInForce, extendedHours }: Ending): Instant {
  if (timeInForce === 'gtc') return gtcEnd(now);
  if (timeInForce === 'opg') return auctionSession(now, 'opg').open;
  if (timeInForce === 'cls') return auctionSession(now, 'cls').close;
  return extendedHours ? currentOrNextExtendedSession(now).late : currentOrNextSession(now).close;
}

/** `pending_new` when the exchange can take it at once. */
function firstStatus(now: Instant, { extendedHours }: Ending): KnownOrderStatus {
  const phase = tradingPhase(now);
  const isOpen = phase === 'core' || (extendedHours && phase !== 'queued');
  return isOpen ? 'pending_new' : 'accepted';
}
