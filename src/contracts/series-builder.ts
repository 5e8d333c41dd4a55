/** Bars that arrive one by one, gathered into columns. */
import type { Bar } from '../domain/bar.ts';
import {
  barAt,
  emptySeries,
  sliceOf,
  type BarSeries,
  type OpenSeries,
} from '../domain/bar-series.ts';
import { dayNumber } from '../domain/session-date.ts';

export type SeriesBuilder = {
  readonly length: () => number;
  /** The day and the close before the next bar; NaN before the first. */
  readonly previousDay: () => number;
  readonly previousClose: () => number;
  readonly previous: () => Bar | undefined;
  /** A bar that is not of the series but stands before its first. */
  readonly begin: (before: Bar | undefined) => void;
  /** `values`: open, high, low, close, volume. */
  readonly add: (day: number, values: Float64Array) => void;
  readonly addBar: (bar: Bar) => void;
  /** The columns, with room behind the bars there are, for who fills them himself … */
  readonly columns: () => OpenSeries;
  /** … and then says how many there are. */
  readonly filled: (bars: number) => void;
  /** All there is; the builder is used up by it. */
  readonly series: () => BarSeries;
};

const NO_COLUMNS = emptySeries(0);

/**
 * Columns to gather in, left behind by the builder before: hundreds of files are read one after the other, and each
 * would ask for as much memory as the last one. Whoever gathers takes them away, so that nobody else finds them.
 */
const spare: OpenSeries[] = [];

/** `expected` is a guess that spares growing. */
export function seriesBuilder(expected: number): SeriesBuilder {
  let columns = spare.pop() ?? emptySeries(Math.max(16, expected));
  let length = 0;
  let before: Bar | undefined;
  let [lastDay, lastClose] = [NaN, NaN];
  const add = (day: number, values: Float64Array): void => {
    if (length === columns.length) columns = grown(columns);
    columns.days[length] = day;
    columns.open[length] = values[0] ?? NaN;
    columns.high[length] = values[1] ?? NaN;
    columns.low[length] = values[2] ?? NaN;
    columns.close[length] = values[3] ?? NaN;
    columns.volume[length] = values[4] ?? NaN;
    length += 1;
    lastDay = day;
    lastClose = values[3] ?? NaN;
  };
  return {
    length: () => length,
    previousDay: () => lastDay,
    previousClose: () => lastClose,
    previous: () => (length === 0 ? before : barAt(columns, length - 1)),
    begin: (bar) => {
      before = bar;
      lastDay = bar === undefined ? NaN : dayNumber(bar.date);
      lastClose = bar?.close ?? NaN;
    },
    add,
    columns: () => {
      if (length === columns.length) columns = grown(columns);
      return columns;
    },
    filled: (bars) => {
      if (bars === length) return;
      length = bars;
      lastDay = columns.days[bars - 1] ?? NaN;
      lastClose = columns.close[bars - 1] ?? NaN;
    },
    addBar: ({ date, open, high, low, close, volume }) => {
      add(dayNumber(date), Float64Array.of(open, high, low, close, volume));
    },
    series: () => {
      const made = copyOf(sliceOf(columns, 0, length));
      spare.push(columns);
      columns = NO_COLUMNS;
      return made;
    },
  };
}

function grown(columns: OpenSeries): OpenSeries {
  return copyInto(emptySeries(Math.max(16, columns.length * 2)), columns);
}

function copyInto(target: OpenSeries, source: BarSeries): OpenSeries {
  target.days.set(source.days);
  target.open.set(source.open);
  target.high.set(source.high);
  target.low.set(source.low);
  target.close.set(source.close);
  target.volume.set(source.volume);
  return target;
}

/** Of its own memory, so that the guess is not kept. */
function copyOf(series: BarSeries): BarSeries {
  return copyInto(emptySeries(series.length), series);
}
