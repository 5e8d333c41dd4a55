/** What a check needs to know about an order that is asked for: its value, its means and what stands in its way. */
import {
  addMoney,
  moneyFromUnits,
  subtractMoney,
  tickOf,
  ZERO,
  type Money,
} from '../domain/money.ts';
import {
  addQuantity,
  isWholeShares,
  NO_SHARES,
  timesQuantity,
  type Quantity,
} from '../domain/quantity.ts';
import { accountView, availableQty } from './account-figures.ts';
import {
  openQty,
  positionOf,
  reservedBy,
  workingOrders,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrder,
  type PaperOrderRequest,
} from './paper-state.ts';

export type OrderFacts = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  readonly request: PaperOrderRequest;
  /** The last trade; undefined when there is none. */
  readonly price: Money | undefined;
  /** The order that this one would replace: what it reserves is free for its successor. */
  readonly replaced?: PaperOrder;
};

/** Dollars an order takes out of the buying power: at its limit, its trigger or the last trade. */
export function orderValue({ request, price }: OrderFacts): Money {
  return request.notional ?? timesQuantity(reservePrice({ request, price }), wanted({ request }));
}

/** Dollars a share that an order takes out of the buying power. */
export function reservePrice({ request, price }: Pick<OrderFacts, 'request' | 'price'>): Money {
  return request.limitPrice ?? request.stopPrice ?? price ?? ZERO;
}

/** What the stop of a group is measured against: the market, and the entry's limit when that is lower. */
export function basePrice({ request, price }: OrderFacts): Money | undefined {
  if (price === undefined || request.limitPrice === null) return price;
  return moneyFromUnits(Math.min(price, request.limitPrice));
}

export function isAboveBase(facts: OrderFacts): boolean {
  const [stop, base] = [facts.request.stopLossPrice, basePrice(facts)];
  return stop !== null && base !== undefined && stop > subtractMoney(base, tickOf(base));
}

/** The open order of the other side that a new one could trade with. */
export function blockerOf({ state, request }: OrderFacts): PaperOrder | undefined {
  if (request.orderClass === 'oto' && state.behaviour.otoWashTrade === 'exempt') return undefined;
  return workingOrders(state).find(
    (order) =>
      order.symbol === request.symbol &&
      order.side !== request.side &&
      order.status !== 'held' &&
      couldTradeWith(order, request),
  );
}

function couldTradeWith(order: PaperOrder, request: PaperOrderRequest): boolean {
  if (order.limitPrice === null || request.type !== 'limit' || request.limitPrice === null) {
    return true;
  }
  return request.side === 'buy'
    ? request.limitPrice >= order.limitPrice
    : order.limitPrice >= request.limitPrice;
}

export function isHeldOrBought({ state, request }: OrderFacts): boolean {
  return (
    positionOf(state, request.symbol) !== undefined ||
    workingOrders(state).some(({ symbol, side }) => symbol === request.symbol && side === 'buy')
  );
}

export function isFractional({ request }: OrderFacts): boolean {
  return request.qty === null || !isWholeShares(request.qty);
}

export function wanted({ request }: Pick<OrderFacts, 'request'>): Quantity {
  return request.qty ?? NO_SHARES;
}

export function available({ state, request, replaced }: OrderFacts): Quantity {
  const free = availableQty(state, request.symbol);
  return replaced === undefined ? free : addQuantity(free, openQty(replaced));
}

export function buyingPower({ state, market, replaced }: OrderFacts): Money {
  return addMoney(accountView(state, market).buyingPower, reservedBy(replaced));
}
