import type {
  BrokerAccount,
  BrokerAsset,
  BrokerClock,
  BrokerPosition,
  SessionHours,
} from '../domain/account.ts';
import type { AccountActivity, CorporateNotice } from '../domain/account-activity.ts';
import type { Money } from '../domain/money.ts';
import type { BrokerOrder, OrderRequest } from '../domain/order.ts';
import type { RefusalReason } from '../domain/refusal-reason.ts';
import type { SessionDate } from '../domain/session-date.ts';

export type OrderQuery = {
  readonly status: 'open' | 'closed' | 'all';
  /** Orders submitted strictly after this RFC 3339 instant. */
  readonly after?: string;
  readonly symbols?: readonly string[];
  /** Legs inside their parent (`true`) or as rows of their own (`false`). */
  readonly nested: boolean;
};

/**
 * What may be asked of the broker. Every read either returns complete data (lists are paged to their end) or throws
 * `BrokerError`; a failed read is never an empty answer. "Not found" is `null`.
 */
export type BrokerReads = {
  account(): Promise<BrokerAccount>;
  clock(): Promise<BrokerClock>;
  calendar(from: SessionDate, to: SessionDate): Promise<readonly SessionHours[]>;
  positions(): Promise<readonly BrokerPosition[]>;
  orders(query: OrderQuery): Promise<readonly BrokerOrder[]>;
  /** With its legs. */
  orderById(id: string): Promise<BrokerOrder | null>;
  orderByClientId(clientOrderId: string): Promise<BrokerOrder | null>;
  asset(symbol: string): Promise<BrokerAsset | null>;
  /** Last trade of each symbol; a symbol without one is absent. */
  latestPrices(symbols: readonly string[]): Promise<ReadonlyMap<string, Money>>;
  /** The account's history after this RFC 3339 instant, oldest first. */
  activities(after: string): Promise<readonly AccountActivity[]>;
  /** What companies announced about those symbols; regular dividends are left out. */
  notices(query: NoticeQuery): Promise<readonly CorporateNotice[]>;
};

export type NoticeQuery = {
  readonly symbols: readonly string[];
  /** Both inclusive. */
  readonly from: SessionDate;
  readonly to: SessionDate;
};

export type { RefusalReason };

/** The broker said no, and no order or change exists because of this request. */
export type Refused = {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly httpStatus: number;
  readonly code: number | null;
  readonly message: string;
  /** The extra fields of the error body: `existing_order_id`, `held_for_orders`, `base_price` … */
  readonly details: Readonly<Record<string, string>>;
};

/** Nobody knows yet: timeout, reset, 5xx, 429, an unreadable reply. Counts as live until a look-up proves otherwise. */
export type Unknown = { readonly kind: 'unknown'; readonly message: string };

export type SubmitResult =
  { readonly kind: 'accepted'; readonly order: BrokerOrder } | Refused | Unknown;
/** A cancel that was accepted is only requested: the order says when it is canceled. */
export type CancelResult = { readonly kind: 'accepted' } | Refused | Unknown;

export type BrokerWrites = {
  submit(request: OrderRequest): Promise<SubmitResult>;
  cancel(id: string): Promise<CancelResult>;
  /** Moves the trigger of a resting stop; the replacement is a new order with a new id. */
  replaceStop(id: string, stopPrice: Money, clientOrderId: string): Promise<SubmitResult>;
};

export type Broker = BrokerReads & BrokerWrites;

/** A read that could not be completed. `unauthorized`: the keys were refused, nothing else will work either. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly kind: 'unauthorized' | 'unreachable' | 'unreadable' | 'rate_limited';

  constructor(kind: BrokerError['kind'], message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
