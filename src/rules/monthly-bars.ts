/** Daily bars to bars of one or more calendar months, counted from January. */
import type { Bar } from '../domain/bar.ts';
import { sessionDate, type SessionDate } from '../domain/session-date.ts';

/** Each is dated with the first day of its months, a session or not. `bars` ascending; the last may be incomplete. */
export function monthlyBars(bars: readonly Bar[], months: number): Bar[] {
  const made: Bar[] = [];
  for (const bar of bars) {
    const date = firstDayOfMonths(bar.date, months);
    const last = made.at(-1);
    if (last?.date === date) made[made.length - 1] = joined(last, bar);
    else made.push({ ...bar, date });
  }
  return made;
}

export function firstDayOfMonths(date: SessionDate, months: number): SessionDate {
  const month = Number(date.slice(5, 7));
  const first = month - ((month - 1) % months);
  return sessionDate(`${date.slice(0, 5)}${String(first).padStart(2, '0')}-01`);
}

function joined(before: Bar, bar: Bar): Bar {
  return {
    date: before.date,
    open: before.open,
    high: Math.max(before.high, bar.high),
    low: Math.min(before.low, bar.low),
    close: bar.close,
    volume: before.volume + bar.volume,
  };
}
