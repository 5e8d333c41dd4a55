import type { Instant } from '../domain/account.ts';
import type { Money } from '../domain/money.ts';
import type {
  KnownOrderStatus,
  OrderClass,
  OrderType,
  Side,
  TimeInForce,
} from '../domain/order.ts';
import type { Quantity } from '../domain/quantity.ts';

/** What a leg does for its group. */
export type LegRole = 'take_profit' | 'stop_loss';

export type PaperOrder = {
  readonly id: string;
  /** Order of creation. */
  readonly sequence: number;
  readonly clientOrderId: string;
  /** Changes when the company changes its ticker. */
  symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly orderClass: OrderClass;
  /** The order this one is a leg of. */
  parentId: string | null;
  legIds: readonly string[];
  /** The exit it is in a group (the parent of an `oco` is its target); null for an entry and for a simple order. */
  readonly role: LegRole | null;
  /** Null for a notional order, also when it is filled. Shrinks when the other leg of a group sold some of the shares. */
  qty: Quantity | null;
  /** Dollars; null for an order of so many shares. */
  readonly notional: Money | null;
  readonly limitPrice: Money | null;
  /** Moves with the market for a trailing stop. */
  stopPrice: Money | null;
  readonly trailPrice: Money | null;
  readonly trailPercent: number | null;
  /** The best price a trailing stop has seen. */
  hwm: Money | null;
  readonly extendedHours: boolean;
  /** What one share was worth to the buying power, and to a notional order, when the order was made. */
  readonly reservePrice: Money;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly replaces: string | null;
  status: KnownOrderStatus;
  filledQty: Quantity;
  /** Dollars traded so far. */
  filledValue: Money;
  filledAvgPrice: Money | null;
  /** A stop that was triggered trades like a market or a limit order from then on. */
  triggered: boolean;
  /** Rewritten when a queued order is routed. */
  submittedAt: Instant;
  updatedAt: Instant;
  filledAt: Instant | null;
  cancelRequestedAt: Instant | null;
  /** When a pending cancel takes effect; null when none is pending, or never. */
  cancelDueAt: Instant | null;
  canceledAt: Instant | null;
  expiredAt: Instant | null;
  failedAt: Instant | null;
  replacedAt: Instant | null;
  replacedBy: string | null;
};
