/** What a move of the price does to a resting order, whatever becomes of the order then. */
import { moneyFromUnits, roundDownToTick, tickOf, type Money } from '../domain/money.ts';
import type { PaperBehaviour } from './paper-behaviour.ts';
import type { PaperOrder } from './paper-order.ts';

/** How a price came to `to`: walking from `from`, or at once when that is undefined (the open, a new order). */
export type PriceMove = { readonly from: Money | undefined; readonly to: Money };

export type Reaction = {
  /** The price at which the order trades; undefined when it rests. */
  readonly price: Money | undefined;
  /** Whether the trigger of a stop has been reached, now or before. */
  readonly triggered: boolean;
  /** Where the trigger of a trailing stop stands after the move. */
  readonly trail: Trail | undefined;
};

export type Trail = { readonly hwm: Money; readonly stopPrice: Money };

const COLLAR_BELOW = moneyFromUnits(50 * 10_000);

export function reactionOf(
  order: PaperOrder,
  move: PriceMove,
  behaviour: PaperBehaviour,
): Reaction {
  const { type, side } = order;
  if (type === 'market' || type === 'limit') {
    return {
      price: restingPrice(side, order.limitPrice, move),
      triggered: false,
      trail: undefined,
    };
  }
  const limit = limitOf(order, behaviour);
  if (order.triggered) {
    return { price: restingPrice(side, limit, move), triggered: true, trail: undefined };
  }
  const trail = type === 'trailing_stop' ? trailAfter(order, move) : undefined;
  const reached = triggerPrice(side, trail?.stopPrice ?? order.stopPrice, move);
  if (reached === undefined) return { price: undefined, triggered: false, trail };
  return { price: electedPrice(side, limit, reached, move.to), triggered: true, trail };
}

/** The trigger of a trailing stop whose best price is `hwm`: on a tick, never nearer than asked. */
export function trailingStopPrice(
  order: Pick<PaperOrder, 'side' | 'trailPrice' | 'trailPercent'>,
  hwm: Money,
): Money {
  const distance = order.trailPrice ?? Math.round((hwm * (order.trailPercent ?? 0)) / 100);
  if (order.side === 'sell') return roundDownToTick(moneyFromUnits(Math.max(hwm - distance, 1)));
  const above = moneyFromUnits(hwm + distance);
  const down = roundDownToTick(above);
  return down === above ? above : moneyFromUnits(down + tickOf(above));
}

/** A limit trades at its own price, or at a better one when the price jumped past it; a market order at any. */
function restingPrice(
  side: 'buy' | 'sell',
  limit: Money | null,
  { from, to }: PriceMove,
): Money | undefined {
  if (limit === null) return to;
  const start = from ?? to;
  if (side === 'sell') return to >= limit ? moneyFromUnits(Math.max(limit, start)) : undefined;
  return to <= limit ? moneyFromUnits(Math.min(limit, start)) : undefined;
}

/** The first price at or beyond the trigger. */
function triggerPrice(
  side: 'buy' | 'sell',
  stop: Money | null,
  { from, to }: PriceMove,
): Money | undefined {
  if (stop === null) return undefined;
  const start = from ?? to;
  if (side === 'sell') return to <= stop ? moneyFromUnits(Math.min(stop, start)) : undefined;
  return to >= stop ? moneyFromUnits(Math.max(stop, start)) : undefined;
}

/** A stop that was reached at `reached` trades there unless its limit forbids, and else in the rest of the move. */
function electedPrice(
  side: 'buy' | 'sell',
  limit: Money | null,
  reached: Money,
  to: Money,
): Money | undefined {
  if (limit === null) return reached;
  const isGood = side === 'sell' ? reached >= limit : reached <= limit;
  return isGood ? reached : restingPrice(side, limit, { from: reached, to });
}

/**
 * A buy stop is a stop-limit order at the broker: at most 4 % above a trigger below 50 dollars, else 2.5 %.
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca (stop orders)
 */
function limitOf(order: PaperOrder, behaviour: PaperBehaviour): Money | null {
  const { type, side, stopPrice } = order;
  if (type !== 'stop' || side === 'sell' || stopPrice === null) return order.limitPrice;
  if (behaviour.buyStopCollar === 'none') return null;
  const perMille = stopPrice < COLLAR_BELOW ? 1040 : 1025;
  return roundDownToTick(moneyFromUnits(Math.floor((stopPrice * perMille) / 1000)));
}

/** The best price counts what the move began with: a fall from a new high is measured from that high. */
function trailAfter(order: PaperOrder, { from, to }: PriceMove): Trail {
  const seen = [order.hwm ?? to, from ?? to];
  const isFavourable = order.side === 'sell' ? to > (from ?? to) : to < (from ?? to);
  const prices = isFavourable || from === undefined ? [...seen, to] : seen;
  const hwm = moneyFromUnits(order.side === 'sell' ? Math.max(...prices) : Math.min(...prices));
  return { hwm, stopPrice: trailingStopPrice(order, hwm) };
}
