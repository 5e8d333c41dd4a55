import type { Bar, CorporateAction } from '../domain/bar.ts';
import type { Finding } from '../domain/finding.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { Ticker } from '../domain/ticker.ts';

export type BarsResult = {
  /** Raw daily bars as traded, strictly ascending by date; a ticker without bars in the span is absent. */
  readonly bars: ReadonlyMap<Ticker, readonly Bar[]>;
  /** Rows that were left out, tickers nobody knows, with file and line where there is one. */
  readonly findings: readonly Finding[];
};

export type ActionsResult = {
  readonly actions: readonly CorporateAction[];
  readonly findings: readonly Finding[];
};

/** Where bars come from: a folder of CSV files, Alpaca market data, FMP. `from` and `to` are inclusive. */
export type PriceSource = {
  bars(tickers: readonly Ticker[], from: SessionDate, to: SessionDate): Promise<BarsResult>;
  corporateActions(
    tickers: readonly Ticker[],
    from: SessionDate,
    to: SessionDate,
  ): Promise<ActionsResult>;
};
