import type { Instant } from '../domain/account.ts';
import type { Money } from '../domain/money.ts';
import type { Side } from '../domain/order.ts';
import type { Quantity } from '../domain/quantity.ts';
import type { PaperOrder } from './paper-order.ts';

/**
 * What happened, in order. Every change of an order is one `order` event (and is what a client's stream tells); the
 * others book shares and cash, or say that an order is to be stored again.
 */
export type BrokerEvent = OrderEvent | TrailEvent | PaperActivity;

/** @see https://docs.alpaca.markets/docs/websocket-streaming (trade_updates) */
export type OrderEventName =
  | 'pending_new'
  | 'accepted'
  | 'held'
  | 'new'
  | 'partial_fill'
  | 'fill'
  | 'done_for_day'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'replaced'
  | 'pending_cancel'
  | 'pending_replace'
  | 'order_cancel_rejected'
  | 'order_replace_rejected'
  | 'restated'
  | 'stopped'
  | 'suspended'
  | 'calculated';

export type OrderEvent = {
  readonly kind: 'order';
  readonly at: Instant;
  readonly event: OrderEventName;
  /** The order as it was after the event. */
  readonly order: Readonly<PaperOrder>;
  /** Of this one execution; all null unless the event is a fill. */
  readonly executionId: string | null;
  readonly price: Money | null;
  readonly qty: Quantity | null;
  /** Shares held after it. */
  readonly positionQty: Quantity | null;
};

/** Told to no client: the trigger of a stop moved or was reached, or a leg got a successor. */
export type TrailEvent = {
  readonly kind: 'trail';
  readonly at: Instant;
  readonly orderId: string;
};

/** Append-only. Cash is always the opening cash plus the cash of all activities. */
export type PaperActivity = FillActivity | SplitActivity | DividendActivity | TickerChangeActivity;

export type FillActivity = {
  readonly kind: 'fill';
  /** Also the id of the execution. */
  readonly id: string;
  readonly at: Instant;
  readonly orderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Quantity;
  readonly price: Money;
  /** Dollars that changed hands. */
  readonly amount: Money;
  /** Of the order, after this execution. */
  readonly cumQty: Quantity;
  readonly leavesQty: Quantity;
};

/** A split changed the shares from `before` to `after`; a fraction that is not kept was paid in cash. */
export type SplitActivity = {
  readonly kind: 'split';
  readonly id: string;
  readonly at: Instant;
  readonly symbol: string;
  readonly before: Quantity;
  readonly after: Quantity;
  readonly cash: Money;
};

export type DividendActivity = {
  readonly kind: 'dividend';
  readonly id: string;
  readonly at: Instant;
  readonly symbol: string;
  readonly qty: Quantity;
  /** Dollars a share, as announced. */
  readonly perShare: number;
  readonly cash: Money;
};

export type TickerChangeActivity = {
  readonly kind: 'ticker_change';
  readonly id: string;
  readonly at: Instant;
  readonly symbol: string;
  readonly newSymbol: string;
  readonly qty: Quantity;
};
