/** What is known when book and account are held against each other. */
import type { AccountActivity, CorporateNotice } from '../domain/account-activity.ts';
import type { BrokerPosition, Instant } from '../domain/account.ts';
import type { SpinOff, Split } from '../domain/bar.ts';
import type { Money } from '../domain/money.ts';
import type { BrokerOrder, JournalOrder, Side } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { Ticker } from '../domain/ticker.ts';
import type { Finding } from '../domain/finding.ts';
import type { Cause } from './reconcile-causes.ts';

/** A fill that is in the book. */
export type BookedFill = {
  readonly ticker: Ticker;
  readonly brokerOrderId: string;
  readonly side: Side;
  readonly qty: number;
  readonly at: Instant;
};

export type ReconcileFacts = {
  readonly tradeDate: SessionDate;
  readonly now: Instant;
  readonly book: readonly Position[];
  /** Ex-dates already applied, by position. */
  readonly applied: ReadonlyMap<number, readonly SessionDate[]>;
  /** Shares that a person has set apart as none of ours, by symbol. */
  readonly setApart: ReadonlyMap<string, number>;
  /** Events that a person has settled: see `eventKey`. */
  readonly settled: ReadonlySet<string>;
  /** All orders of the journal for the symbols in question. */
  readonly journal: readonly JournalOrder[];
  readonly fills: readonly BookedFill[];
  readonly positions: readonly BrokerPosition[];
  /** The broker's orders for the symbols in question, legs inside their parents. */
  readonly orders: readonly BrokerOrder[];
  /** Null when they could not be read. */
  readonly activities: readonly AccountActivity[] | null;
  readonly notices: readonly CorporateNotice[] | null;
  /** On record at the source of prices. */
  readonly actions: readonly (Split | SpinOff)[];
  /** Stocks that the broker does not list as active any more. */
  readonly inactive: ReadonlySet<string>;
};

/** What a repair would write: always something new, never a change of what was written. */
export type Proposal =
  /** Orders the broker has and the journal lacks are taken in, oldest first, and their fills booked. */
  | { readonly kind: 'adopt'; readonly orderIds: readonly string[] }
  /** Shares of others in the account: they are neither sold nor missed. */
  | { readonly kind: 'set_apart'; readonly shares: number }
  | { readonly kind: 'rename'; readonly positionId: number; readonly to: Ticker }
  | {
      readonly kind: 'close';
      readonly positionId: number;
      readonly price: Money;
      readonly on: SessionDate;
    }
  | { readonly kind: 'shares'; readonly positionId: number; readonly shares: number }
  /** The event is known and looked at; a stop goes with it where its amount is known. */
  | {
      readonly kind: 'settle';
      readonly positionId: number;
      readonly event: string;
      readonly stopPrice: Money | null;
    };

export type Explained = {
  readonly symbol: string;
  readonly cause: Cause;
  readonly ours: number;
  readonly theirs: number;
  /** What says so, one fact a line: orders, fills, activities, notices. */
  readonly evidence: readonly string[];
  readonly severity: Finding['severity'];
  /** The next run does what is to be done, by itself. */
  readonly heals: boolean;
  /** Our shares are surely there: their stop is kept and restored although the symbol is left alone. */
  readonly protect: boolean;
  readonly remedy: string | null;
  readonly proposal: Proposal | null;
};

/** The name under which an event of a stock is settled once. */
export function eventKey(cause: Cause, symbol: string, date: SessionDate): string {
  return `${cause}/${symbol}/${date}`;
}
