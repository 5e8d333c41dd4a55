/**
 * Daily bars of one stock as columns: what is read by the million. `Bar` is the form for one session, `BarSeries` the
 * form for years of them; both say the same.
 */
import type { Bar } from './bar.ts';
import { dateOfDayNumber, dayNumber, type SessionDate } from './session-date.ts';

/** Strictly ascending by day. Prices in dollars, volume in shares; the columns are never written to after they are made. */
export type BarSeries = {
  readonly length: number;
  /** Days since 1970-01-01, as `dayNumber` counts them. */
  readonly days: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};

/** Columns of that length, to be filled by whoever reads them from somewhere. */
export function emptySeries(length: number): BarSeries {
  // One piece of memory for all of them: thousands of stocks are opened in a run.
  const memory = new ArrayBuffer(length * BYTES_PER_BAR);
  const column = (at: number): Float64Array => new Float64Array(memory, at * length * 8, length);
  return {
    length,
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
    days: new Int32Array(memory, 5 * length * 8, length),
  };
}

/** Five columns of doubles and one of 32-bit days. */
const BYTES_PER_BAR = 5 * 8 + 4;

export const EMPTY_SERIES: BarSeries = emptySeries(0);

/** `bars` ascending by date. */
export function seriesOf(bars: readonly Bar[]): BarSeries {
  const series = emptySeries(bars.length);
  bars.forEach((bar, at) => {
    series.days[at] = dayNumber(bar.date);
    series.open[at] = bar.open;
    series.high[at] = bar.high;
    series.low[at] = bar.low;
    series.close[at] = bar.close;
    series.volume[at] = bar.volume;
  });
  return series;
}

/** The bar at an index; undefined outside of the series. */
export function barAt(series: BarSeries, at: number): Bar | undefined {
  const { open, high, low, close, volume } = series;
  if (at < 0 || at >= series.length) return undefined;
  return {
    date: dateAt(series, at),
    open: open[at] ?? NaN,
    high: high[at] ?? NaN,
    low: low[at] ?? NaN,
    close: close[at] ?? NaN,
    volume: volume[at] ?? NaN,
  };
}

/** The date at an index that the series has. */
export function dateAt({ days }: BarSeries, at: number): SessionDate {
  return dateOfDayNumber(days[at] ?? NaN);
}

export function barsOf(series: BarSeries): Bar[] {
  return Array.from({ length: series.length }, (_, at) => barAt(series, at)).filter(
    (bar): bar is Bar => bar !== undefined,
  );
}

/** The index of the first bar from `day` on (itself included); the length when there is none. */
export function firstFrom({ days, length }: BarSeries, day: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? NaN) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the bar of `day`; −1 when there is none. */
export function indexOf(series: BarSeries, day: number): number {
  const at = firstFrom(series, day);
  return series.days[at] === day ? at : -1;
}

/** The bars of a series from index `from` up to, and without, index `end`: to look at, without making anything. */
export type BarWindow = {
  readonly series: BarSeries;
  readonly from: number;
  readonly end: number;
};

/** Undefined in an empty window. */
export function lastClose({ series: { close }, from, end }: BarWindow): number | undefined {
  return end > from ? close[end - 1] : undefined;
}

export function wholeOf(series: BarSeries): BarWindow {
  return { series, from: 0, end: series.length };
}

/** The bars from index `from` up to, and without, index `to`: a view, nothing is copied. */
export function sliceOf(series: BarSeries, from: number, to: number): BarSeries {
  if (from === 0 && to === series.length) return series;
  return {
    length: Math.max(0, to - from),
    days: series.days.subarray(from, to),
    open: series.open.subarray(from, to),
    high: series.high.subarray(from, to),
    low: series.low.subarray(from, to),
    close: series.close.subarray(from, to),
    volume: series.volume.subarray(from, to),
  };
}
