/** Daily bars to weekly bars. A week is an ISO week; short weeks count like full ones. */
import { dateAt, type BarSeries } from '../domain/bar-series.ts';
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

type Draft = { -readonly [Key in keyof WeeklyBar]: WeeklyBar[Key] };

/**
 * The last week may be incomplete: that is a question to the calendar, not to the list. Weeks are filled in place: a
 * backtest asks this some hundred thousand times.
 */
export function weeklyBars(bars: BarSeries): WeeklyBar[] {
  const weeks: WeeklyBar[] = [];
  let week: Draft | undefined;
  let sunday = -Infinity;
  for (let at = 0; at < bars.length; at += 1) {
    const day = bars.days[at] ?? NaN;
    if (week !== undefined && day <= sunday) extend(week, bars, at);
    else {
      week = begin(bars, at);
      weeks.push(week);
      sunday = sundayOf(day);
    }
  }
  return weeks;
}

function begin(bars: BarSeries, at: number): Draft {
  const date = dateAt(bars, at);
  return {
    weekStart: date,
    weekEnding: date,
    open: bars.open[at] ?? NaN,
    high: bars.high[at] ?? NaN,
    low: bars.low[at] ?? NaN,
    close: bars.close[at] ?? NaN,
    volume: bars.volume[at] ?? NaN,
  };
}

function extend(week: Draft, bars: BarSeries, at: number): void {
  week.weekEnding = dateAt(bars, at);
  week.high = Math.max(week.high, bars.high[at] ?? NaN);
  week.low = Math.min(week.low, bars.low[at] ?? NaN);
  week.close = bars.close[at] ?? NaN;
  week.volume += bars.volume[at] ?? NaN;
}

/** The day number of the Sunday of a day's ISO week; 1970-01-01 was a Thursday. */
function sundayOf(day: number): number {
  return day + 6 - ((day + 3) % 7);
}
