/**
 * What a client asks of the paper broker, before any check. Absent is null. The border reads it from the wire, the broker
 * answers it: here is where both know it from.
 */
import type { Instant } from './account.ts';
import type { Money } from './money.ts';
import type { OrderClass, OrderType, Side, TimeInForce } from './order.ts';
import type { Quantity } from './quantity.ts';

export type PositionIntent = 'buy_to_open' | 'buy_to_close' | 'sell_to_open' | 'sell_to_close';

export type PaperOrderRequest = {
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly orderClass: OrderClass;
  /** Exactly one of `qty` and `notional` (dollars) is asked for. */
  readonly qty: Quantity | null;
  readonly notional: Money | null;
  readonly limitPrice: Money | null;
  readonly stopPrice: Money | null;
  /** Dollars, or percent, that a trailing stop keeps from the best price. */
  readonly trailPrice: Money | null;
  readonly trailPercent: number | null;
  readonly takeProfitPrice: Money | null;
  readonly stopLossPrice: Money | null;
  /** Makes the stop leg a stop-limit order. */
  readonly stopLossLimitPrice: Money | null;
  readonly extendedHours: boolean;
  readonly positionIntent: PositionIntent | null;
};

/** A market order for today that asks for nothing else: what is left is the stock, the side and how much. */
export const PLAIN_MARKET_ORDER = {
  clientOrderId: null,
  type: 'market',
  timeInForce: 'day',
  orderClass: 'simple',
  notional: null,
  limitPrice: null,
  stopPrice: null,
  trailPrice: null,
  trailPercent: null,
  takeProfitPrice: null,
  stopLossPrice: null,
  stopLossLimitPrice: null,
  extendedHours: false,
  positionIntent: null,
} as const satisfies Omit<PaperOrderRequest, 'symbol' | 'side' | 'qty'>;

/** A change of a resting order; null keeps what is. */
export type PaperOrderChange = {
  readonly clientOrderId: string | null;
  readonly qty: Quantity | null;
  readonly limitPrice: Money | null;
  readonly stopPrice: Money | null;
  /** The new trail in dollars or percent, whichever the order has. */
  readonly trail: number | null;
  readonly timeInForce: TimeInForce | null;
};

/** Which orders a list shows. */
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
