import type { Instant } from './account.ts';
import type { Money } from './money.ts';
import type { Side } from './order.ts';
import type { SessionDate } from './session-date.ts';

/** One row of the account's history as the broker keeps it: a fill, a split, a dividend, a new name, a merger … */
export type AccountActivity = {
  readonly id: string;
  /** The broker's own word: `FILL`, `SPLIT`, `NC`, `MA` … */
  readonly type: string;
  /** The day in New York. */
  readonly date: SessionDate;
  /** When it was traded; null of what has only a day. */
  readonly at: Instant | null;
  readonly symbol: string | null;
  /** Of a fill. */
  readonly side: Side | null;
  /** Of a fill the shares traded; of a split the shares that were added. */
  readonly qty: number | null;
  readonly price: Money | null;
  /** Dollars that came or went. */
  readonly netAmount: Money | null;
  /** The order that was filled. */
  readonly orderId: string | null;
  /** `canceled`: the row was taken back, a busted trade. `correct`: it stands in for another one. */
  readonly status: 'executed' | 'correct' | 'canceled' | 'unknown';
  readonly description: string;
};

/** What a company did to its stock, as the broker announces it. */
export type CorporateNotice = {
  readonly kind: NoticeKind;
  readonly symbol: string;
  readonly date: SessionDate;
  /** New shares for one old: of a split. */
  readonly ratio: number | null;
  /** The new name, or the stock that is given out. */
  readonly newSymbol: string | null;
  /** Dollars a share. */
  readonly cash: number | null;
  /** The broker's own word: `cash_mergers`. */
  readonly source: string;
};

/** `other`: something that changes shares in a way nobody follows here. */
export type NoticeKind =
  'split' | 'special_payment' | 'spin_off' | 'ticker_change' | 'merger' | 'delisting' | 'other';
