/**
 * What the paper broker knows: one account with its orders, positions and activities, as plain data that survives
 * `JSON.parse(JSON.stringify(state))`. The caller owns the state; the functions of this room change it in place and
 * return what happened, so that years of sessions take seconds. Time is `state.now`, moved only by `advanceTo`; ids
 * come from the seed and a counter. Same seed, same commands, same bars: same bytes.
 */
import type { Instant } from '../domain/account.ts';
import type { Bar, Split } from '../domain/bar.ts';
import { ZERO, type Money } from '../domain/money.ts';
import type {
  KnownOrderStatus,
  OrderClass,
  OrderType,
  Side,
  TimeInForce,
} from '../domain/order.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { deterministicId } from './deterministic-id.ts';

/** The stocks of the paper world: raw daily bars as traded, and the splits between them. */
export type PaperMarket = {
  bar(symbol: string, date: SessionDate): Bar | undefined;
  splitsOn(date: SessionDate, symbols: readonly string[]): readonly Split[];
  isKnown(symbol: string): boolean;
  name?(symbol: string): string | undefined;
};

/** Where the documentation is silent or contradicts itself, the operator chooses what the paper world does. */
export type PaperBehaviour = {
  /** `oto` groups: always, never when the symbol is held or being bought, or never at all. */
  readonly oto: 'allowed' | 'refused-when-held' | 'refused';
  /** Whether the active stop leg of a group may be replaced. */
  readonly legReplace: 'allowed' | 'refused';
  /** Whether a new `oto` entry is exempt from the wash-trade check. Resting legs always count as blockers. */
  readonly otoWashTrade: 'exempt' | 'checked';
};

export const DEFAULT_BEHAVIOUR: PaperBehaviour = {
  oto: 'allowed',
  legReplace: 'allowed',
  otoWashTrade: 'exempt',
};

/** What a client asks for, before any check. Absent is null. */
export type PaperOrderRequest = {
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly orderClass: OrderClass;
  /** Null for a notional order. */
  readonly qty: number | null;
  readonly limitPrice: Money | null;
  readonly stopPrice: Money | null;
  readonly takeProfitPrice: Money | null;
  readonly stopLossPrice: Money | null;
  readonly extendedHours: boolean;
};

/** A change of a resting order; null keeps what is. */
export type PaperOrderChange = {
  readonly clientOrderId: string | null;
  readonly qty: number | null;
  readonly limitPrice: Money | null;
  readonly stopPrice: Money | null;
  readonly timeInForce: TimeInForce | null;
};

export type PaperOrder = {
  readonly id: string;
  /** Order of creation. */
  readonly sequence: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: 'market' | 'limit' | 'stop';
  readonly timeInForce: 'day' | 'gtc';
  readonly orderClass: 'simple' | 'oto';
  /** The entry this order is a leg of. */
  readonly parentId: string | null;
  readonly legIds: readonly string[];
  readonly qty: number;
  readonly limitPrice: Money | null;
  readonly stopPrice: Money | null;
  /** Dollars a buy takes out of the buying power while it is open; zero for a sell. */
  readonly reserved: Money;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly replaces: string | null;
  status: KnownOrderStatus;
  filledQty: number;
  filledAvgPrice: Money | null;
  /** Rewritten when a queued order is routed. */
  submittedAt: Instant;
  updatedAt: Instant;
  filledAt: Instant | null;
  canceledAt: Instant | null;
  expiredAt: Instant | null;
  replacedAt: Instant | null;
  replacedBy: string | null;
};

export type PaperPosition = {
  readonly symbol: string;
  qty: number;
  /** Dollars paid for the shares still held. */
  costBasis: Money;
  /** The last close while held, in today's share terms; the fill price until there is one. */
  lastClose: Money;
};

/** Append-only. Cash is always the opening cash plus the cash of all activities. */
export type PaperActivity = FillActivity | SplitActivity;

export type FillActivity = {
  readonly kind: 'fill';
  readonly id: string;
  readonly at: Instant;
  readonly orderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: number;
  readonly price: Money;
};

/** A split changed the shares from `before` to `after`; the fraction that is no whole share was paid in cash. */
export type SplitActivity = {
  readonly kind: 'split';
  readonly id: string;
  readonly at: Instant;
  readonly symbol: string;
  readonly before: number;
  readonly after: number;
  readonly cash: Money;
};

export type BrokerEvent =
  | {
      readonly kind: 'order';
      readonly at: Instant;
      readonly orderId: string;
      readonly status: KnownOrderStatus;
    }
  | PaperActivity;

export type PaperBrokerState = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly seed: string;
  readonly multiplier: 1 | 2 | 4;
  readonly behaviour: PaperBehaviour;
  readonly createdAt: Instant;
  now: Instant;
  /** How many ids were given out. */
  sequence: number;
  cash: Money;
  /** Equity at the last close. */
  lastEquity: Money;
  readonly positions: Record<string, PaperPosition>;
  /** Every order ever accepted, by id. */
  readonly orders: Record<string, PaperOrder>;
  readonly orderIdByClientId: Record<string, string>;
  /** Ids of the orders without a final status, oldest first. */
  working: string[];
  readonly activities: PaperActivity[];
};

export type PaperBrokerOptions = {
  readonly now: Instant;
  readonly cash: Money;
  readonly multiplier: 1 | 2 | 4;
  readonly accountNumber: string;
  readonly seed: string;
  readonly behaviour?: Partial<PaperBehaviour>;
};

export function createPaperBroker(options: PaperBrokerOptions): PaperBrokerState {
  const { now, cash, multiplier, accountNumber, seed } = options;
  return {
    accountId: deterministicId(seed, 0),
    accountNumber,
    seed,
    multiplier,
    behaviour: { ...DEFAULT_BEHAVIOUR, ...options.behaviour },
    createdAt: now,
    now,
    sequence: 0,
    cash,
    lastEquity: cash,
    positions: {},
    orders: {},
    orderIdByClientId: {},
    working: [],
    activities: [],
  };
}

export function nextSequence(state: PaperBrokerState): number {
  state.sequence += 1;
  return state.sequence;
}

export function nextId(state: PaperBrokerState): string {
  return deterministicId(state.seed, nextSequence(state));
}

export function orderById(state: PaperBrokerState, id: string): PaperOrder | undefined {
  return own(state.orders, id);
}

export function orderByClientId(
  state: PaperBrokerState,
  clientOrderId: string,
): PaperOrder | undefined {
  const id = own(state.orderIdByClientId, clientOrderId);
  return id === undefined ? undefined : orderById(state, id);
}

export function positionOf(state: PaperBrokerState, symbol: string): PaperPosition | undefined {
  return own(state.positions, symbol);
}

export function workingOrders(state: PaperBrokerState): PaperOrder[] {
  return state.working.flatMap((id) => orderById(state, id) ?? []);
}

export function legsOf(state: PaperBrokerState, order: PaperOrder): PaperOrder[] {
  return order.legIds.flatMap((id) => orderById(state, id) ?? []);
}

/** Shares of a working order that are still to be traded. */
export function openQty(order: PaperOrder): number {
  return order.qty - order.filledQty;
}

export function reservedBy(order: PaperOrder | undefined): Money {
  return order === undefined || order.status === 'held' ? ZERO : order.reserved;
}

/** Names come from clients: `constructor` is no position. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
