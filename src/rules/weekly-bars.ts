/** Daily bars to weekly bars. A week is an ISO week; short weeks count like full ones. */
import {
  closeAt,
  dateAt,
  highAt,
  lowAt,
  openAt,
  volumeAt,
  type BarSeries,
  type BarWindow,
  type TrendColumns,
} from '../domain/bar-series.ts';
import type { SessionDate } from '../domain/session-date.ts';

export type WeeklyBar = {
  /** First session of the week with a bar. */
  readonly weekStart: SessionDate;
  /** Last session of the week with a bar. */
  readonly weekEnding: SessionDate;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** The last week may be incomplete: that is a question to the calendar, not to the list. */
export function weeklyBars(window: BarWindow<BarSeries>): WeeklyBar[] {
  const starts = weekStarts(window);
  return starts.map((from, at) => weekOf(window.series, from, starts[at + 1] ?? window.end));
}

const SESSIONS_A_WEEK = 5;

/** The indexes, in the series, of the first bar of each week. A backtest asks this ten thousand times, for a year of bars each. */
export function weekStarts({ series: { days }, from, end }: BarWindow): number[] {
  const starts: number[] = [];
  let at = from;
  while (at < end) {
    starts.push(at);
    const sunday = sundayOf(days[at] ?? NaN);
    // Nearly every week has five bars: the next one begins there, or beside it.
    let next = Math.min(at + SESSIONS_A_WEEK, end);
    while (next - 1 > at && (days[next - 1] ?? NaN) > sunday) next -= 1;
    while (next < end && (days[next] ?? NaN) <= sunday) next += 1;
    at = next;
  }
  return starts;
}

/** The close of the last bar of each week. */
export function weeklyCloses({ series, end }: BarWindow, starts: readonly number[]): number[] {
  const closes: number[] = [];
  for (const start of starts.slice(1)) closes.push(closeAt(series, start - 1));
  if (starts.length > 0) closes.push(closeAt(series, end - 1));
  return closes;
}

/** The lowest low of each week. */
export function weeklyLows({ series, end }: BarWindow, starts: readonly number[]): number[] {
  return starts.map((from, at) => lowestLow(series, from, starts[at + 1] ?? end));
}

function lowestLow(series: TrendColumns, from: number, end: number): number {
  let lowest = lowAt(series, from);
  for (let at = from + 1; at < end; at += 1) lowest = Math.min(lowest, lowAt(series, at));
  return lowest;
}

function weekOf(bars: BarSeries, from: number, end: number): WeeklyBar {
  let high = highAt(bars, from);
  let volume = volumeAt(bars, from);
  for (let at = from + 1; at < end; at += 1) {
    high = Math.max(high, highAt(bars, at));
    volume += volumeAt(bars, at);
  }
  return {
    weekStart: dateAt(bars, from),
    weekEnding: dateAt(bars, end - 1),
    open: openAt(bars, from),
    high,
    low: lowestLow(bars, from, end),
    close: closeAt(bars, end - 1),
    volume,
  };
}

/** The day number of the Sunday of a day's ISO week; 1970-01-01 was a Thursday. */
function sundayOf(day: number): number {
  return day + 6 - ((day + 3) % 7);
}
