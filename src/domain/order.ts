import type { Money } from './money.ts';
import type { SessionDate } from './session-date.ts';
import type { Ticker } from './ticker.ts';

/** What the order is for. */
export type Intent = 'entry' | 'exit' | 'stop';
export type Side = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stop' | 'stop_limit' | 'trailing_stop';
export type TimeInForce = 'day' | 'gtc' | 'opg' | 'cls' | 'ioc' | 'fok';
export type OrderClass = 'simple' | 'oto' | 'oco' | 'bracket';

/**
 * One status table, for the executor's journal and the paper broker alike: which status may follow which.
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca (definitions); the graph is assembled, Alpaca publishes none.
 */
export const ORDER_TRANSITIONS = {
  pending_new: [
    'new',
    'accepted',
    'partially_filled',
    'filled',
    'rejected',
    'canceled',
    'pending_cancel',
    'expired',
  ],
  accepted: [
    'new',
    'pending_new',
    'partially_filled',
    'filled',
    'pending_cancel',
    'canceled',
    'rejected',
    'expired',
  ],
  held: [
    'new',
    'accepted',
    'pending_new',
    'canceled',
    'pending_cancel',
    'replaced',
    'expired',
    'rejected',
  ],
  new: [
    'partially_filled',
    'filled',
    'pending_cancel',
    'canceled',
    'pending_replace',
    'replaced',
    'expired',
    'done_for_day',
    'rejected',
    'stopped',
    'suspended',
    'calculated',
  ],
  partially_filled: [
    'filled',
    'pending_cancel',
    'canceled',
    'pending_replace',
    'replaced',
    'expired',
    'done_for_day',
    'stopped',
    'suspended',
    'calculated',
  ],
  // A cancel can lose the race against a fill.
  pending_cancel: ['canceled', 'filled', 'partially_filled', 'expired', 'replaced'],
  // A refused replacement leaves the order as it was.
  pending_replace: [
    'replaced',
    'new',
    'partially_filled',
    'filled',
    'canceled',
    'pending_cancel',
    'expired',
  ],
  // No more today, may resume on the next session.
  done_for_day: [
    'new',
    'accepted',
    'partially_filled',
    'filled',
    'canceled',
    'pending_cancel',
    'expired',
  ],
  stopped: ['filled', 'partially_filled', 'canceled', 'expired', 'new'],
  suspended: ['new', 'filled', 'partially_filled', 'canceled', 'expired', 'rejected'],
  calculated: ['filled', 'canceled', 'expired', 'new', 'done_for_day'],
  accepted_for_bidding: ['new', 'filled', 'partially_filled', 'canceled', 'expired', 'rejected'],
  pending_review: ['accepted', 'pending_new', 'new', 'rejected', 'canceled', 'expired'],
  filled: [],
  canceled: [],
  expired: [],
  rejected: [],
  // Final for this id: its successor is `replacedBy`.
  replaced: [],
} as const satisfies Record<string, readonly string[]>;

export type KnownOrderStatus = keyof typeof ORDER_TRANSITIONS;

/** A status this version does not know is kept as `unknown` and counts as live: never a crash, never final. */
export type OrderStatus = KnownOrderStatus | 'unknown';

export function isKnownOrderStatus(text: string): text is KnownOrderStatus {
  return Object.hasOwn(ORDER_TRANSITIONS, text);
}

export function isTerminal(status: OrderStatus): boolean {
  return status !== 'unknown' && ORDER_TRANSITIONS[status].length === 0;
}

/** Repeating a status is no transition and always allowed; `unknown` may come from and lead to anything not final. */
export function isLegalTransition(from: OrderStatus, to: OrderStatus): boolean {
  if (from === to) return true;
  if (isTerminal(from)) return false;
  if (from === 'unknown' || to === 'unknown') return true;
  return (ORDER_TRANSITIONS[from] as readonly string[]).includes(to);
}

/**
 * Whether polling may see `to` after `from`: statuses in between can pass unseen, so this is the transitive closure of
 * the table. `unknown` may come from and lead to anything that is not final.
 */
export function canReach(from: OrderStatus, to: OrderStatus): boolean {
  if (from === to) return true;
  if (isTerminal(from)) return false;
  if (from === 'unknown' || to === 'unknown') return true;
  const seen = new Set<KnownOrderStatus>([from]);
  for (const status of seen) {
    for (const next of ORDER_TRANSITIONS[status]) seen.add(next);
  }
  return seen.has(to);
}

/** An order as the broker shows it. Prices are exact; quantities are whole or fractional shares. */
export type BrokerOrder = {
  readonly id: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType | 'unknown';
  readonly timeInForce: TimeInForce | 'unknown';
  readonly orderClass: OrderClass | 'unknown';
  readonly status: OrderStatus;
  /** The broker's own word for the status, kept for messages. */
  readonly rawStatus: string;
  /** Null for a notional order. */
  readonly qty: number | null;
  readonly filledQty: number;
  /** Rounded once to the ten-thousandth, half away from zero; null until a fill. */
  readonly filledAvgPrice: Money | null;
  readonly limitPrice: Money | null;
  readonly stopPrice: Money | null;
  /** RFC 3339 as sent, nanoseconds and all. */
  readonly submittedAt: string;
  readonly filledAt: string | null;
  readonly expiresAt: string | null;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly legs: readonly BrokerOrder[];
};

/** Shares that an order is for; one for dollars is for those that it has filled. */
export function orderedShares({ qty, filledQty }: BrokerOrder): number {
  return qty ?? filledQty;
}

/** What we ask the broker for. The payload of one client order id never changes. */
export type OrderRequest = {
  readonly clientOrderId: string;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly qty: number;
  readonly type: 'market' | 'stop';
  readonly timeInForce: 'day' | 'gtc';
  /** `oto`: a market entry that carries its own protective stop. */
  readonly orderClass: 'simple' | 'oto';
  /** The trigger of a stop order; null for a market order. */
  readonly stopPrice: Money | null;
  /** The trigger of the stop leg of an `oto` order; null for a simple order. */
  readonly stopLossPrice: Money | null;
};

/** A row of our journal: written and committed as `intended` before its request leaves. */
export type JournalOrder = {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly brokerOrderId: string | null;
  readonly ticker: Ticker;
  readonly side: Side;
  readonly intent: Intent;
  readonly tradeDate: SessionDate;
  readonly positionId: number | null;
  readonly qty: number;
  readonly filledQty: number;
  readonly fillPrice: Money | null;
  readonly status: JournalStatus;
  readonly plannedStopPrice: Money | null;
  readonly rejectReason: string | null;
  /** Hash of the request, so that one id never stands for two payloads. */
  readonly payloadHash: string;
  readonly runId: string;
};

/**
 * `intended`: committed, not sent as far as we know. `unknown_outcome`: sent, reply lost: live until proved otherwise.
 * `refused`: the broker said no and no order exists. Everything else is the broker's own status.
 */
export type JournalStatus = 'intended' | 'unknown_outcome' | 'refused' | OrderStatus;

export function isSettled(status: JournalStatus): boolean {
  if (status === 'refused') return true;
  if (status === 'intended' || status === 'unknown_outcome') return false;
  return isTerminal(status);
}
