/**
 * What a decision may look at: the bars of the look-back up to its as-of session, restated in the share terms of that
 * session. An EMA depends on where it starts, so the look-back is part of the rule.
 */
import type { Bar, Split } from '../domain/bar.ts';
import {
  closeAt,
  dateAt,
  firstFrom,
  lowAt,
  seriesOf,
  wholeOf,
  type TrendColumns,
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
  series: TrendColumns,
  splits: readonly Split[],
  { asOf, fromDay }: DecisionSpan,
): BarWindow {
  const from = firstFrom(series, fromDay);
  const end = firstFrom(series, dayNumber(asOf) + 1);
  const known = splits.filter(({ exDate }) => exDate <= asOf && dayNumber(exDate) > fromDay);
  if (known.length === 0) return { series, from, end };
  return wholeOf(restateWindow({ series, from, end }, known));
}

function restateWindow({ series, from, end }: BarWindow, splits: readonly Split[]): TrendColumns {
  const length = Math.max(0, end - from);
  const [low, close] = [new Float64Array(length), new Float64Array(length)];
  for (let at = 0; at < length; at += 1) {
    const ratio = ratioOf(dateAt(series, from + at), splits);
    low[at] = lowAt(series, from + at) / ratio;
    close[at] = closeAt(series, from + at) / ratio;
  }
  return { length, days: series.days.subarray(from, end), unit: 1, low, close };
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

/** Prices are divided by, and volume is multiplied with, the ratio of every split with `bar date < ex-date`. */
function ratioOf(date: SessionDate, splits: readonly Split[]): number {
  let product = 1;
  for (const { exDate, ratio } of splits) if (date < exDate) product *= ratio;
  return product;
}

function restate(bar: Bar, splits: readonly Split[]): Bar {
  const ratio = ratioOf(bar.date, splits);
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
  let last = '';
  const sorted = bars.every(({ date }) => {
    const isLater = last < date;
    last = date;
    return isLater;
  });
  return sorted ? bars : [...bars].sort((a, b) => (a.date < b.date ? -1 : 1));
}
