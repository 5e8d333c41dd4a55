/**
 * What a client may do: submit, cancel, replace, close. Each checks first and then changes the state in one go; a
 * refusal changes nothing. The reply shows an order as it was received (`pending_new` in the session, `accepted` outside
 * it); what happened to it in the same instant is seen by the next read, as at Alpaca.
 */
import { PLAIN_MARKET_ORDER } from '../domain/paper-request.ts';
import { isTerminal } from '../domain/order.ts';
import {
  isWholeShares,
  proportion,
  quantityFromUnits,
  shares,
  sharesOf,
  type Quantity,
} from '../domain/quantity.ts';
import { enter, type Desk } from './desk.ts';
import { latestPrice } from './market-price.ts';
import { route } from './order-book.ts';
import { requestCancel } from './order-cancels.ts';
import { reservePrice, type OrderFacts } from './order-facts.ts';
import { newFamily, type OrderFamily } from './order-family.ts';
import { replaceRefusal, submitRefusal } from './order-refusals.ts';
import { handOver, notReplaceable, successor, successorOf } from './order-replacement.ts';
import {
  assetOf,
  orderById,
  positionOf,
  type BrokerEvent,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrder,
  type PaperOrderChange,
  type PaperOrderRequest,
} from './paper-state.ts';
import { refusal, type PaperRefusal } from './refusal.ts';

/** An order as it was at one moment, with its legs. */
export type OrderSnapshot = { readonly order: PaperOrder; readonly legs: readonly PaperOrder[] };

export type PaperSubmitResult =
  | ({ readonly kind: 'accepted'; readonly events: readonly BrokerEvent[] } & OrderSnapshot)
  | PaperRefusal;
export type PaperCancelResult =
  { readonly kind: 'accepted'; readonly events: readonly BrokerEvent[] } | PaperRefusal;

/** So many shares, or so many percent (0 to 100) of what is held. */
export type PositionPart = { readonly qty: Quantity } | { readonly percentage: number };

export function submitOrder(
  state: PaperBrokerState,
  asked: PaperOrderRequest,
  market: PaperMarket,
): PaperSubmitResult {
  const request = withOneTarget(asked);
  const facts = factsOf(state, request, market);
  const refused = submitRefusal(facts);
  if (refused !== undefined) return refused;
  const { price } = facts;
  const origin = { request, price, reservePrice: reservePrice(facts), replaces: null };
  return place({ state, market, events: [] }, newFamily(state, origin));
}

/** For the whole group: at once, or pending for as long as the operator wants. */
export function cancelOrder(
  state: PaperBrokerState,
  id: string,
  market: PaperMarket,
): PaperCancelResult {
  const order = orderById(state, id);
  if (order === undefined) return unknownOrder(id);
  const isRepeated = order.status === 'canceled' && state.behaviour.repeatedCancel === 'accepted';
  if (isRepeated) return { kind: 'accepted', events: [] };
  if (isTerminal(order.status) || order.status === 'pending_cancel') {
    return refusal(422, 42210000, `order is already in "${order.status}" state`);
  }
  const desk: Desk = { state, market, events: [] };
  requestCancel(desk, order);
  return { kind: 'accepted', events: desk.events };
}

/** Puts a new order, with a new id, in the place of a resting one. */
export function replaceOrder(
  state: PaperBrokerState,
  id: string,
  change: PaperOrderChange,
  market: PaperMarket,
): PaperSubmitResult {
  const old = orderById(state, id);
  if (old === undefined) return unknownOrder(id);
  const unchangeable = notReplaceable(state, old, change);
  if (unchangeable !== undefined) return unchangeable;
  const request = successorOf(old, change);
  const facts = { ...factsOf(state, request, market), replaced: old };
  const refused = replaceRefusal(facts);
  if (refused !== undefined) return refused;
  const { price } = facts;
  const order = successor(state, old, request, { price, reservePrice: reservePrice(facts) });
  const desk: Desk = { state, market, events: [] };
  handOver(desk, old, order);
  return place(desk, { order, legs: [] });
}

/** Sells what is held of a symbol, or some of it, at the market; the broker makes up the client order id. */
export function closePosition(
  state: PaperBrokerState,
  symbol: string,
  part: PositionPart | null,
  market: PaperMarket,
): PaperSubmitResult {
  const position = positionOf(state, symbol);
  if (position === undefined) return refusal(404, 40410000, 'position does not exist');
  const isFractionable = assetOf(state, symbol, market)?.fractionable ?? false;
  const qty = partOf(position.qty, part, isFractionable);
  return submitOrder(state, { ...PLAIN_MARKET_ORDER, side: 'sell', symbol, qty }, market);
}

/** A part of a position in whole shares stays one where the stock has no fractions. */
function partOf(held: Quantity, part: PositionPart | null, isFractionable: boolean): Quantity {
  if (part === null) return held;
  if ('qty' in part) return part.qty;
  const rough = quantityFromUnits(proportion(held, Math.round(part.percentage * 1e9), 100e9));
  return isFractionable || isWholeShares(rough) ? rough : shares(Math.floor(sharesOf(rough)));
}

function place(desk: Desk, { order, legs }: OrderFamily): PaperSubmitResult {
  enter(desk, order);
  for (const leg of legs) enter(desk, leg);
  const received = { order: { ...order }, legs: legs.map((leg) => ({ ...leg })) };
  route(desk, order);
  return { kind: 'accepted', ...received, events: desk.events };
}

function factsOf(
  state: PaperBrokerState,
  request: PaperOrderRequest,
  market: PaperMarket,
): OrderFacts {
  const asset = assetOf(state, request.symbol, market);
  const price = asset === undefined ? undefined : latestPrice(state, request.symbol, market);
  return { state, market, request, asset, price };
}

/** The target of a one-cancels-other group may be said in either of two places. */
function withOneTarget(request: PaperOrderRequest): PaperOrderRequest {
  if (request.orderClass !== 'oco' || request.type !== 'limit') return request;
  const target = request.takeProfitPrice ?? request.limitPrice;
  return { ...request, limitPrice: target, takeProfitPrice: target };
}

function unknownOrder(id: string): PaperRefusal {
  return refusal(404, 40410000, `order not found for ${id}`);
}
