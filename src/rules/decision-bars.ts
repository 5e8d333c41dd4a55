/**
 * What a decision may look at: the bars of the look-back up to its as-of session, restated in the share terms of that
 * session. An EMA depends on where it starts, so the look-back is part of the rule.
 */
import type { Bar, Split } from '../domain/bar.ts';
import {
  barsOf,
  firstFrom,
  seriesOf,
  sliceOf,
  wholeOf,
  type BarSeries,
  type BarWindow,
} from '../domain/bar-series.ts';
import { dayNumber, type SessionDate } from '../domain/session-date.ts';
import type { Ticker } from '../domain/ticker.ts';

export type Market = {
  /** Raw bars as traded, in any order; bars after the as-of session are ignored. */
  readonly bars: ReadonlyMap<Ticker, readonly Bar[]>;
  readonly splits: readonly Split[];
};

export function decisionBars(
  market: Market,
  ticker: Ticker,
  asOf: SessionDate,
  lookbackDays: number,
): BarWindow {
  const splits = market.splits.filter((split) => split.ticker === ticker);
  const series = seriesOf(inOrder(market.bars.get(ticker) ?? []));
  return decisionWindow(series, splits, { asOf, fromDay: dayNumber(asOf) - lookbackDays });
}

export type DecisionSpan = {
  readonly asOf: SessionDate;
  /** The day number of the first bar that may be looked at. */
  readonly fromDay: number;
};

/** The same of one stock's columns and its own splits. Where no split falls into the span, nothing is copied. */
export function decisionWindow(
  series: BarSeries,
  splits: readonly Split[],
  { asOf, fromDay }: DecisionSpan,
): BarWindow {
  const from = firstFrom(series, fromDay);
  const end = firstFrom(series, dayNumber(asOf) + 1);
  const known = splits.filter(({ exDate }) => exDate <= asOf && dayNumber(exDate) > fromDay);
  if (known.length === 0) return { series, from, end };
  const restated = barsOf(sliceOf(series, from, end)).map((bar) => restate(bar, known));
  return wholeOf(seriesOf(restated));
}

/**
 * The market in the share terms after `applied`: for a book whose shares are counted in them already, before the open
 * of the ex-date. Decisions are the same in either terms; mixing the two is the mistake this prevents.
 */
export function restateMarket(market: Market, applied: readonly Split[]): Market {
  if (applied.length === 0) return market;
  const bars = new Map(market.bars);
  for (const split of applied) {
    const before = bars.get(split.ticker);
    if (before !== undefined)
      bars.set(
        split.ticker,
        before.map((bar) => restate(bar, [split])),
      );
  }
  return { bars, splits: market.splits.filter((split) => !applied.includes(split)) };
}

/** Divides prices by, and multiplies volume with, the ratio of every split with `bar date < ex-date`. */
function restate(bar: Bar, splits: readonly Split[]): Bar {
  const ratio = splits.reduce(
    (product, split) => (bar.date < split.exDate ? product * split.ratio : product),
    1,
  );
  if (ratio === 1) return bar;
  return {
    date: bar.date,
    open: bar.open / ratio,
    high: bar.high / ratio,
    low: bar.low / ratio,
    close: bar.close / ratio,
    volume: bar.volume * ratio,
  };
}

function inOrder(bars: readonly Bar[]): readonly Bar[] {
  const sorted = bars.every(
    (bar, index) => index === 0 || (bars[index - 1]?.date ?? '') < bar.date,
  );
  return sorted ? bars : [...bars].sort((a, b) => (a.date < b.date ? -1 : 1));
}
