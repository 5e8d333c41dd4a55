/**
 * The prices of a backtest. Thousands of stocks are known, a fraction of them is ever asked for: a series is made when
 * its stock is first looked at, wherever it comes from.
 */
import type { Bar, Split } from '../src/domain/bar.ts';
import { EMPTY_SERIES, seriesOf, type BarSeries } from '../src/domain/bar-series.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { Ticker } from '../src/domain/ticker.ts';

export type PriceData = {
  /** Stocks with at least one bar. */
  readonly tickers: ReadonlySet<Ticker>;
  /** Raw bars in the default profile, adjusted ones in the reference profile; empty for a stock without bars. */
  readonly seriesOf: (ticker: Ticker) => BarSeries;
  /** Day numbers of the first and the last bar of all stocks; null when there is no bar at all. */
  readonly span: { readonly first: number; readonly last: number } | null;
  readonly splits: readonly Split[];
  /** Dates on which a stock has a row without all of its prices. */
  readonly incomplete: ReadonlyMap<Ticker, ReadonlySet<SessionDate>>;
};

type Loaded = Partial<Pick<PriceData, 'splits' | 'incomplete'>>;

/** Prices that are in memory already. Bars ascending by date. */
export function priceDataOf(
  facts: Loaded & { readonly bars: ReadonlyMap<Ticker, readonly Bar[]> },
): PriceData {
  const series = new Map<Ticker, BarSeries>();
  for (const [ticker, bars] of facts.bars) series.set(ticker, seriesOf(bars));
  return loadedSeries(series, facts);
}

export function loadedSeries(
  series: ReadonlyMap<Ticker, BarSeries>,
  { splits = [], incomplete = new Map() }: Loaded = {},
): PriceData {
  const traded = [...series].filter(([, { length }]) => length > 0);
  return {
    tickers: new Set(traded.map(([ticker]) => ticker)),
    seriesOf: (ticker) => series.get(ticker) ?? EMPTY_SERIES,
    span: spanOf(traded.map(([, own]) => own)),
    splits,
    incomplete,
  };
}

function spanOf(all: readonly BarSeries[]): PriceData['span'] {
  let [first, last] = [Infinity, -Infinity];
  for (const { days } of all) {
    first = Math.min(first, days[0] ?? Infinity);
    last = Math.max(last, days.at(-1) ?? -Infinity);
  }
  return first > last ? null : { first, last };
}
