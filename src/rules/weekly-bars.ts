/** Daily bars to weekly bars. A week is an ISO week; short weeks count like full ones. */
import type { Bar } from '../domain/bar.ts';
import { addDays, mondayOf, type SessionDate } from '../domain/session-date.ts';

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
 * `bars` ascending by date. The last week may be incomplete: that is a question to the calendar, not to the list.
 * Weeks are filled in place: a backtest asks this some hundred thousand times.
 */
export function weeklyBars(bars: readonly Bar[]): WeeklyBar[] {
  const weeks: WeeklyBar[] = [];
  let week: Draft | undefined;
  let sunday: SessionDate | undefined;
  for (const bar of bars) {
    if (week !== undefined && sunday !== undefined && bar.date <= sunday) extend(week, bar);
    else {
      week = begin(bar);
      weeks.push(week);
      sunday = sundayOf(bar.date);
    }
  }
  return weeks;
}

function begin(bar: Bar): Draft {
  const { date, open, high, low, close, volume } = bar;
  return { weekStart: date, weekEnding: date, open, high, low, close, volume };
}

function extend(week: Draft, bar: Bar): void {
  week.weekEnding = bar.date;
  week.high = Math.max(week.high, bar.high);
  week.low = Math.min(week.low, bar.low);
  week.close = bar.close;
  week.volume += bar.volume;
}

const sundays = new Map<SessionDate, SessionDate>();

function sundayOf(date: SessionDate): SessionDate {
  const known = sundays.get(date) ?? addDays(mondayOf(date), 6);
  sundays.set(date, known);
  return known;
}
