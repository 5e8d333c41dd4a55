/**
 * Daily bars of one stock as columns: what is read by the million. `Bar` is the form for one session, `BarSeries` the
 * form for years of them; both say the same.
 */
import type { Bar } from './bar.ts';
import { dateOfDayNumber, dayNumber, type SessionDate } from './session-date.ts';

/**
 * Strictly ascending by day; the columns are never written to after they are made. Prices are asked for with `openAt`,
 * `highAt`, `lowAt` and `closeAt`: a column holds them in parts of a dollar, as they came from where they are kept.
 */
export type BarSeries = {
  readonly length: number;
  /** Days since 1970-01-01, as `dayNumber` counts them. */
  readonly days: Int32Array;
  /** How many parts a dollar has in the price columns: 1, or 10,000 where they are integers. */
  readonly unit: number;
  readonly open: Prices;
  readonly high: Prices;
  readonly low: Prices;
  readonly close: Prices;
  /** Shares. */
  readonly volume: Float64Array | Uint32Array;
};

export type Prices = Float64Array | Int32Array;

/** In dollars; NaN outside of the series. One division of integers is rounded as the decimal text would be. */
export function closeAt({ close, unit }: Pick<BarSeries, 'close' | 'unit'>, at: number): number {
  return (close[at] ?? NaN) / unit;
}

export function openAt({ open, unit }: BarSeries, at: number): number {
  return (open[at] ?? NaN) / unit;
}

export function highAt({ high, unit }: BarSeries, at: number): number {
  return (high[at] ?? NaN) / unit;
}

export function lowAt({ low, unit }: Pick<BarSeries, 'low' | 'unit'>, at: number): number {
  return (low[at] ?? NaN) / unit;
}

export function volumeAt({ volume }: Pick<BarSeries, 'volume'>, at: number): number {
  return volume[at] ?? NaN;
}

/** A series in dollars that can still be filled. */
export type OpenSeries = Omit<BarSeries, 'open' | 'high' | 'low' | 'close' | 'volume'> & {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};

/** Columns of that length, to be filled by whoever reads them from somewhere. */
export function emptySeries(length: number): OpenSeries {
  // One piece of memory for all of them: thousands of stocks are opened in a run.
  const memory = new ArrayBuffer(length * BYTES_PER_BAR);
  const column = (at: number): Float64Array => new Float64Array(memory, at * length * 8, length);
  return {
    length,
    days: new Int32Array(memory, 5 * length * 8, length),
    unit: 1,
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
  };
}

/** Five columns of doubles and one of 32-bit days. */
const BYTES_PER_BAR = 5 * 8 + 4;

// All makers name the fields in this order: readers of millions of bars then see one kind of object.
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
  if (at < 0 || at >= series.length) return undefined;
  return {
    date: dateAt(series, at),
    open: openAt(series, at),
    high: highAt(series, at),
    low: lowAt(series, at),
    close: closeAt(series, at),
    volume: volumeAt(series, at),
  };
}

/** The date at an index that the series has. */
export function dateAt({ days }: Pick<BarSeries, 'days'>, at: number): SessionDate {
  return dateOfDayNumber(days[at] ?? NaN);
}

export function barsOf(series: BarSeries): Bar[] {
  return Array.from({ length: series.length }, (_, at) => barAt(series, at)).filter(
    (bar): bar is Bar => bar !== undefined,
  );
}

/** The index of the first bar from `day` on (itself included); the length when there is none. */
export function firstFrom(
  { days, length }: Pick<BarSeries, 'days' | 'length'>,
  day: number,
): number {
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

/** The columns that a trend is read from. */
export type TrendColumns = Pick<BarSeries, 'length' | 'days' | 'unit' | 'low' | 'close'>;

/** The bars of a series from index `from` up to, and without, index `end`: to look at, without making anything. */
export type BarWindow<Columns extends TrendColumns = TrendColumns> = {
  readonly series: Columns;
  readonly from: number;
  readonly end: number;
};

/** Undefined in an empty window. */
export function lastClose({ series, from, end }: BarWindow): number | undefined {
  return end > from ? closeAt(series, end - 1) : undefined;
}

export function wholeOf<Columns extends TrendColumns>(series: Columns): BarWindow<Columns> {
  return { series, from: 0, end: series.length };
}

/** The bars from index `from` up to, and without, index `to`: a view, nothing is copied. */
export function sliceOf(series: BarSeries, from: number, to: number): BarSeries {
  if (from === 0 && to === series.length) return series;
  return {
    length: Math.max(0, to - from),
    days: series.days.subarray(from, to),
    unit: series.unit,
    open: series.open.subarray(from, to),
    high: series.high.subarray(from, to),
    low: series.low.subarray(from, to),
    close: series.close.subarray(from, to),
    volume: series.volume.subarray(from, to),
  };
}
