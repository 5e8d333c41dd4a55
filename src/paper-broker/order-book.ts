/**
 * Orders and how they live: created, routed, filled, ended. Every change of status goes through `transition`, which
 * holds the one status table; every fill goes through `fill`, which books shares and cash in the same step. There is
 * no slippage and no partial fill here: an order trades completely at one price or not at all.
 */
import { invariant } from '../domain/invariant.ts';
import { addMoney, moneyFromUnits, subtractMoney, type Money } from '../domain/money.ts';
import { isLegalTransition, isTerminal, type KnownOrderStatus } from '../domain/order.ts';
import {
  addQuantity,
  NO_SHARES,
  proportion,
  subtractQuantity,
  timesQuantity,
  type Quantity,
} from '../domain/quantity.ts';
import { newYorkDate } from '../rules/new-york-time.ts';
import { latestPrice, tradingPhase } from './market-price.ts';
import {
  legsOf,
  nextId,
  openQty,
  orderById,
  positionOf,
  type BrokerEvent,
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

type Reached = Extract<KnownOrderStatus, OrderEventName | 'filled'>;

/** How a price came to `to`: walking from `from`, or at once when that is undefined (the open, a new order). */
export type PriceMove = { readonly from: Money | undefined; readonly to: Money };

export function transition(desk: Desk, order: PaperOrder, status: Reached): void {
  const { state } = desk;
  invariant(
    isLegalTransition(order.status, status),
    `order ${order.id} cannot go from ${order.status} to ${status}`,
  );
  order.status = status;
  order.updatedAt = state.now;
  if (status === 'filled') order.filledAt = state.now;
  if (status === 'canceled') order.canceledAt = state.now;
  if (status === 'expired') order.expiredAt = state.now;
  if (status === 'replaced') order.replacedAt = state.now;
  if (isTerminal(status)) state.working = state.working.filter((id) => id !== order.id);
  if (status !== 'filled') announce(desk, order, status);
}

const NO_EXECUTION = { executionId: null, price: null, qty: null, positionQty: null };

function announce(desk: Desk, order: PaperOrder, event: OrderEventName): void {
  const copy = Object.freeze({ ...order });
  desk.events.push({ kind: 'order', at: desk.state.now, event, order: copy, ...NO_EXECUTION });
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
  announce(desk, order, order.status as OrderEventName);
}

/** Brings a new order to the exchange as far as the time of day allows: it stays queued at night. */
export function route(desk: Desk, order: PaperOrder): void {
  const phase = tradingPhase(desk.state.now);
  if (phase === 'queued') return;
  transition(desk, order, 'new');
  if (phase === 'core') matchNow(desk, order);
}

/** Fills an order at the latest trade when that satisfies it. A stock that does not trade today fills nothing. */
export function matchNow(desk: Desk, order: PaperOrder): void {
  const { state, market } = desk;
  if (market.bar(order.symbol, newYorkDate(state.now)) === undefined) return;
  const to = latestPrice(state, order.symbol, market);
  if (to !== undefined) match(desk, order, { from: undefined, to });
}

/** Fills a resting order when the move reaches its price; then its legs meet the rest of the same move. */
export function match(desk: Desk, order: PaperOrder, move: PriceMove): void {
  if (order.status !== 'new') return;
  const price = fillPriceOf(order, move);
  if (price === undefined) return;
  if (
    order.side === 'sell' &&
    openQty(order) > (positionOf(desk.state, order.symbol)?.qty ?? NO_SHARES)
  ) {
    // Only a leg that outlived a reverse split can ask for more than is held; nothing is ever sold short.
    transition(desk, order, 'canceled');
    return;
  }
  fill(desk, order, price);
  for (const leg of legsOf(desk.state, order)) {
    if (leg.status !== 'held') continue;
    transition(desk, leg, 'new');
    match(desk, leg, move);
  }
}

/** Ends an order and the group it belongs to: canceling one cancels the rest. */
export function endGroup(desk: Desk, order: PaperOrder, status: 'canceled' | 'expired'): void {
  const parent = order.parentId === null ? order : orderById(desk.state, order.parentId);
  const group = parent === undefined ? [order] : [parent, ...legsOf(desk.state, parent)];
  for (const member of group) {
    if (!isTerminal(member.status)) transition(desk, member, status);
  }
}

/** The price at which a move fills an order: its own, or better or worse when the price jumped past it. */
function fillPriceOf(order: PaperOrder, { from, to }: PriceMove): Money | undefined {
  const trigger = order.type === 'stop' ? order.stopPrice : order.limitPrice;
  if (trigger === null) return to;
  // A sell stop and a buy limit wait for a fall; a buy stop and a sell limit wait for a rise.
  const waitsForFall = (order.type === 'stop') === (order.side === 'sell');
  const start = from ?? to;
  if (waitsForFall) return to <= trigger ? moneyFromUnits(Math.min(trigger, start)) : undefined;
  return to >= trigger ? moneyFromUnits(Math.max(trigger, start)) : undefined;
}

function fill(desk: Desk, order: PaperOrder, price: Money): void {
  const { state, events } = desk;
  const qty = openQty(order);
  const amount = timesQuantity(price, qty);
  if (order.side === 'buy') bookBuy(state, order.symbol, qty, price);
  else bookSell(state, order.symbol, qty);
  state.cash =
    order.side === 'buy' ? subtractMoney(state.cash, amount) : addMoney(state.cash, amount);
  order.filledQty = qty;
  order.filledValue = amount;
  order.filledAvgPrice = price;
  transition(desk, order, 'filled');
  const { id: orderId, symbol, side, filledQty: cumQty } = order;
  const id = nextId(state);
  const execution = { id, at: state.now, orderId, symbol, side, qty, price, amount, cumQty };
  const activity = { kind: 'fill', ...execution, leavesQty: NO_SHARES } as const;
  state.activities.push(activity);
  events.push({
    kind: 'order',
    at: state.now,
    event: 'fill',
    order: Object.freeze({ ...order }),
    executionId: id,
    price,
    qty,
    positionQty: positionOf(state, symbol)?.qty ?? NO_SHARES,
  });
  events.push(activity);
}

function bookBuy(state: PaperBrokerState, symbol: string, qty: Quantity, price: Money): void {
  const cost = timesQuantity(price, qty);
  const position = positionOf(state, symbol);
  if (position === undefined) {
    state.positions[symbol] = { symbol, qty, costBasis: cost, lastClose: price };
    return;
  }
  position.qty = addQuantity(position.qty, qty);
  position.costBasis = addMoney(position.costBasis, cost);
}

/** The cost basis shrinks in proportion, so the average entry price stays. */
function bookSell(state: PaperBrokerState, symbol: string, qty: Quantity): void {
  const position = positionOf(state, symbol);
  invariant(position !== undefined && position.qty >= qty, `${qty} ${symbol} are not held`);
  const sold = proportion(position.costBasis, qty, position.qty);
  position.qty = subtractQuantity(position.qty, qty);
  position.costBasis = subtractMoney(position.costBasis, moneyFromUnits(sold));
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a closed position disappears, it is not zero
  if (position.qty === 0) delete state.positions[symbol];
}
