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
  isWholeShares,
  NO_SHARES,
  quantityFor,
  sharesOf,
  timesQuantity,
  type Quantity,
} from '../domain/quantity.ts';
import { accountView, availableQty } from './account-figures.ts';
import {
  positionOf,
  reservedBy,
  workingOrders,
  type assetOf,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrder,
  type PaperOrderRequest,
} from './paper-state.ts';

export type OrderFacts = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  readonly request: PaperOrderRequest;
  /** Undefined when nobody knows the symbol. */
  readonly asset: ReturnType<typeof assetOf>;
  /** The last trade; undefined when there is none. */
  readonly price: Money | undefined;
  /** The order that this one would replace: what it reserves is free for its successor. */
  readonly replaced?: PaperOrder;
};

/** More dollars than any account has. */
const BEYOND_MEANS = moneyFromUnits(Number.MAX_SAFE_INTEGER);

/** Dollars an order takes out of the buying power: at its limit, its trigger or the last trade. */
export function orderValue(facts: OrderFacts): Money {
  const { notional } = facts.request;
  if (notional !== null) return notional;
  const [price, qty] = [reservePrice(facts), wanted(facts)];
  return price * sharesOf(qty) < BEYOND_MEANS ? timesQuantity(price, qty) : BEYOND_MEANS;
}

/** What one share of it is worth to the buying power. A notional order is counted in shares at the last trade. */
export function reservePrice({ request, price }: Pick<OrderFacts, 'request' | 'price'>): Money {
  if (request.notional !== null) return price ?? ZERO;
  return request.limitPrice ?? request.stopPrice ?? price ?? ZERO;
}

/** What the stop of a group is measured against: the market, and the limit of entry or target when that is lower. */
export function basePrice({ request, price }: OrderFacts): Money | undefined {
  if (price === undefined || request.limitPrice === null) return price;
  return moneyFromUnits(Math.min(price, request.limitPrice));
}

/** What the target of a group is measured against: the limit of the entry, or the market. */
export function targetBase({ request, price }: OrderFacts): Money | undefined {
  return request.limitPrice ?? price;
}

export function isAboveBase(facts: OrderFacts): boolean {
  const [stop, base] = [facts.request.stopLossPrice, basePrice(facts)];
  return stop !== null && base !== undefined && stop > subtractMoney(base, tickOf(base));
}

export function isTargetTooLow(facts: OrderFacts): boolean {
  const [target, base] = [facts.request.takeProfitPrice, targetBase(facts)];
  return target !== null && base !== undefined && target < addMoney(base, tickOf(base));
}

/**
 * The open order of the other side that a new one could trade with. Complex orders and trailing stops are exempt.
 * @see https://docs.alpaca.markets/docs/user-protection (wash trades)
 */
export function blockerOf({ state, request }: OrderFacts): PaperOrder | undefined {
  if (isExempt(state, request)) return undefined;
  return workingOrders(state).find(
    (order) =>
      order.symbol === request.symbol &&
      order.side !== request.side &&
      order.status !== 'held' &&
      order.type !== 'trailing_stop' &&
      !(order.role !== null && state.behaviour.restingLegs === 'exempt') &&
      couldTradeWith(order, request),
  );
}

function isExempt({ behaviour }: PaperBrokerState, request: PaperOrderRequest): boolean {
  const { orderClass, type } = request;
  if (orderClass === 'oto') return behaviour.otoWashTrade === 'exempt';
  return orderClass === 'bracket' || orderClass === 'oco' || type === 'trailing_stop';
}

/** An order without a limit trades at any price. */
export function hasLimit(type: PaperOrderRequest['type']): boolean {
  return type === 'limit' || type === 'stop_limit';
}

function couldTradeWith(order: PaperOrder, request: PaperOrderRequest): boolean {
  if (!hasLimit(order.type) || !hasLimit(request.type)) return true;
  const [resting, asked] = [order.limitPrice ?? ZERO, request.limitPrice ?? ZERO];
  return request.side === 'buy' ? asked >= resting : resting >= asked;
}

export function isHeldOrBought({ state, request }: OrderFacts): boolean {
  return positionOf(state, request.symbol) !== undefined || isBeingTraded(state, request, 'buy');
}

/** Whether an order of that side is open in the symbol. */
export function isBeingTraded(
  state: PaperBrokerState,
  request: PaperOrderRequest,
  side: PaperOrder['side'],
): boolean {
  return workingOrders(state).some(
    (order) => order.symbol === request.symbol && order.side === side && order.status !== 'held',
  );
}

export function isFractional({ request }: OrderFacts): boolean {
  return request.notional !== null || !isWholeShares(request.qty ?? NO_SHARES);
}

/** Shares; those of a notional order at the last trade. */
export function wanted({ request, price }: Pick<OrderFacts, 'request' | 'price'>): Quantity {
  if (request.notional === null) return request.qty ?? NO_SHARES;
  return price === undefined ? NO_SHARES : quantityFor(request.notional, price);
}

export function available({ state, request, replaced }: OrderFacts): Quantity {
  return availableQty(state, request.symbol, replaced);
}

export function buyingPower({ state, market, replaced }: OrderFacts): Money {
  return addMoney(accountView(state, market).buyingPower, reservedBy(replaced));
}
