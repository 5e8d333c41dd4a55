import type { SessionDate } from './session-date.ts';
import type { Ticker } from './ticker.ts';

/** One session of one stock, raw as traded, in dollars; volume in shares. */
export type Bar = {
  readonly date: SessionDate;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** A split restates shares and prices from its ex-date on: `ratio` new shares for one old. */
export type Split = {
  readonly type: 'split';
  readonly ticker: Ticker;
  readonly exDate: SessionDate;
  readonly ratio: number;
};

export type CashDividend = {
  readonly type: 'dividend';
  readonly ticker: Ticker;
  readonly exDate: SessionDate;
  readonly cash: number;
};

/** A spin-off or special dividend: the price falls, the shares stay; never an exit signal by itself. */
export type SpinOff = {
  readonly type: 'spinoff';
  readonly ticker: Ticker;
  readonly exDate: SessionDate;
  readonly cash: number;
};

export type CorporateAction = Split | CashDividend | SpinOff;

/** From `exDate` on the stock trades under another name, or not at all: no price changes, no share does. */
export type ListingChange =
  | {
      readonly type: 'ticker_change';
      readonly ticker: Ticker;
      readonly exDate: SessionDate;
      readonly newTicker: Ticker;
    }
  | { readonly type: 'delisting'; readonly ticker: Ticker; readonly exDate: SessionDate };
