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

/** `bars` ascending by date. The last week may be incomplete: that is a question to the calendar, not to the list. */
export function weeklyBars(bars: readonly Bar[]): WeeklyBar[] {
  const weeks: WeeklyBar[] = [];
  let sunday: SessionDate | undefined;
  for (const bar of bars) {
    const current = weeks.at(-1);
    if (current !== undefined && sunday !== undefined && bar.date <= sunday) {
      weeks[weeks.length - 1] = extend(current, bar);
    } else {
      weeks.push(begin(bar));
      sunday = addDays(mondayOf(bar.date), 6);
    }
  }
  return weeks;
}

function begin(bar: Bar): WeeklyBar {
  const { date, open, high, low, close, volume } = bar;
  return { weekStart: date, weekEnding: date, open, high, low, close, volume };
}

function extend(week: WeeklyBar, bar: Bar): WeeklyBar {
  return {
    ...week,
    weekEnding: bar.date,
    high: Math.max(week.high, bar.high),
    low: Math.min(week.low, bar.low),
    close: bar.close,
    volume: week.volume + bar.volume,
  };
}
