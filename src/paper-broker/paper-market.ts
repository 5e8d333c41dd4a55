import type { Bar, CashDividend, ListingChange, SpinOff, Split } from '../domain/bar.ts';
import type { SessionDate } from '../domain/session-date.ts';

/** The stocks of the paper world: raw daily bars as traded, and what companies do between them. */
export type PaperMarket = {
  bar(symbol: string, date: SessionDate): Bar | undefined;
  /** Those of the symbols whose ex-date (or first day under a new ticker, or without trading) is that date. */
  actionsOn(date: SessionDate, symbols: readonly string[]): readonly PaperMarketAction[];
  /** Everything that companies did or will do; absent where it can be asked day by day only. */
  actions?(): readonly KnownMarketAction[];
  isKnown(symbol: string): boolean;
  /** Every symbol, sorted; absent where they cannot be listed. */
  symbols?(): readonly string[];
  name?(symbol: string): string | undefined;
  /** What differs from `DEFAULT_ASSET`. */
  asset?(symbol: string): Partial<PaperAsset> | undefined;
};

export type PaperMarketAction = Split | CashDividend | ListingChange;

/** A spin-off is known to the market, and moves prices; an account does nothing about it. */
export type KnownMarketAction = PaperMarketAction | SpinOff;

export type TickerChange = Extract<ListingChange, { readonly type: 'ticker_change' }>;
export type Delisting = Extract<ListingChange, { readonly type: 'delisting' }>;

export type PaperAsset = {
  readonly tradable: boolean;
  readonly fractionable: boolean;
  readonly shortable: boolean;
  readonly marginable: boolean;
  readonly exchange: string;
};

export const DEFAULT_ASSET: PaperAsset = {
  tradable: true,
  fractionable: true,
  shortable: true,
  marginable: true,
  exchange: 'NYSE',
};
